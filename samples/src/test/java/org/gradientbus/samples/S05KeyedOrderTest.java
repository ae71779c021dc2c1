package org.gradientbus.samples;

import org.junit.jupiter.api.Test;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class S05KeyedOrderTest
{
    @Test
    void shouldHandleTheEventsOfAnOrderInOrderByOneHandler()
    {
        final Map<Long, List<String>> handled = S05KeyedOrder.run(System.out);

        assertEquals(8, handled.size());
        final Set<String> handlers = new HashSet<>();
        handled.forEach((order, events) ->
        {
            final String handler = events.get(0).split(" ")[0];
            handlers.add(handler);
            assertEquals(List.of(handler + " placed", handler + " changed", handler + " filled"), events);
        });
        assertTrue(Set.of("ann", "bob", "cy").containsAll(handlers), handlers::toString);
    }
}
