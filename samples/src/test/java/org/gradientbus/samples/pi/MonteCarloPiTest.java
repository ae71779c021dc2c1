package org.gradientbus.samples.pi;

import org.gradientbus.Bus;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class MonteCarloPiTest
{
    private Bus bus;

    @BeforeEach
    void open()
    {
        bus = Bus.open();
    }

    @AfterEach
    void close()
    {
        bus.close();
    }

    @Test
    void shouldEstimatePiWithinWhatChanceAllows()
    {
        final MonteCarloPi.Result result = MonteCarloPi.run(bus, 3, 1_000_000, 1);

        assertTrue(result.isPlausible(), result::toString);
        assertEquals(3, result.workers());
        assertEquals(3_000_000, result.points());
        assertEquals(3_000, result.messages());
        assertTrue(result.messagesPerSecond() > 0, result::toString);
    }

    @Test
    void shouldCountTheLastPointsWhenTheyFillNoReport()
    {
        final MonteCarloPi.Result result = MonteCarloPi.run(bus, 2, 1_001, 1);

        assertEquals(2_002, result.points());
        assertEquals(4, result.messages());
    }

    @Test
    void shouldGiveTheSamePiWhenTheSeedIsTheSame()
    {
        final double pi = MonteCarloPi.run(bus, 4, 10_000, 7).pi();

        assertEquals(pi, MonteCarloPi.run(bus, 4, 10_000, 7).pi());
    }

    @Test
    void shouldLeaveNothingBehindWhenDone()
    {
        MonteCarloPi.run(bus, 2, 10_000, 1);

        assertTrue(bus.explain(MonteCarloPi.PRINTER).candidates().isEmpty());
        assertEquals(0, bus.counters().inFlight());
    }

    @Test
    void shouldCallAnErrorImplausibleWhenChanceDoesNotExplainIt()
    {
        // One standard deviation of a hundred million points is 0.00016.
        assertTrue(new MonteCarloPi.Result(3.1417, 0.0001, 1, 1, 1, 100_000_000).isPlausible());
        assertFalse(new MonteCarloPi.Result(3.1427, 0.0011, 1, 1, 1, 100_000_000).isPlausible());
    }

    @Test
    void shouldRefuseWhenThereIsNobodyToCount()
    {
        assertThrows(IllegalArgumentException.class, () -> MonteCarloPi.run(bus, 0, 1, 1));
        assertThrows(IllegalArgumentException.class, () -> MonteCarloPi.run(bus, 1, 0, 1));
    }
}
