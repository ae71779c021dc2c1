package org.gradientbus.samples;

import org.junit.jupiter.api.Test;

import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertEquals;

class S02NumberedServicesTest
{
    @Test
    void shouldReachEachMailboxWhoseRangeIsTouchedOnce()
    {
        final Map<String, Integer> first = Map.of("{7000,0-99}", 1);
        final Map<String, Integer> firstTwo = Map.of("{7000,0-99}", 1, "{7000,100-199}", 1);
        final Map<String, Integer> middleTwo = Map.of("{7000,100-199}", 1, "{7000,200-299}", 1);
        final Map<String, Integer> all =
            Map.of("{7000,0-99}", 1, "{7000,100-199}", 1, "{7000,200-299}", 1, "{7000,300-399}", 1);

        assertEquals(
            Map.of("{7000,42}", first, "{7000,99-100}", firstTwo, "{7000,150-250}", middleTwo, "{7000,0-399}", all),
            S02NumberedServices.run(System.out));
    }
}
