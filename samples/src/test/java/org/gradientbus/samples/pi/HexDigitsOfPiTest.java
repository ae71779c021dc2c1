package org.gradientbus.samples.pi;

import org.gradientbus.Bus;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class HexDigitsOfPiTest
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
    void shouldComputeDigitsThatAreRight()
    {
        final HexDigitsOfPi.Result result = HexDigitsOfPi.run(bus, 3, HexDigitsOfPi.maxDigits());

        assertEquals(KnownDigits.OF_PI, result.digits());
        assertTrue(result.isRight());
    }

    @Test
    void shouldGiveEachWorkerItsShareWhenTheyTakeTurns()
    {
        final HexDigitsOfPi.Result result = HexDigitsOfPi.run(bus, 4, 128);

        assertEquals(16, result.messages());
        assertEquals(List.of(4L, 4L, 4L, 4L), result.messagesByWorker());
    }

    @Test
    void shouldCutTheLastPieceWhenFewerDigitsAreWanted()
    {
        final HexDigitsOfPi.Result result = HexDigitsOfPi.run(bus, 2, 9);

        assertEquals("243F6A888", result.digits());
        assertTrue(result.isRight());
    }

    @Test
    void shouldRefuseWhenTheDigitsCannotBeChecked()
    {
        assertThrows(
            IllegalArgumentException.class, () -> HexDigitsOfPi.run(bus, 1, HexDigitsOfPi.maxDigits() + 1));
        assertThrows(IllegalArgumentException.class, () -> HexDigitsOfPi.run(bus, 1, 0));
        assertThrows(IllegalArgumentException.class, () -> HexDigitsOfPi.run(bus, 0, 8));
    }
}
