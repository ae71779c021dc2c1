package org.gradientbus.samples;

import org.junit.jupiter.api.Test;

import java.util.stream.IntStream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class S07BackPressureTest
{
    @Test
    void shouldLoseNothingAndKeepTheOrderWhenTheMailboxIsSlow()
    {
        final S07BackPressure.Observed observed = S07BackPressure.run(System.out);

        assertEquals(IntStream.range(0, 100).boxed().toList(), observed.handled());
        assertTrue(observed.refusals() > 0, observed::toString);
    }
}
