package org.gradientbus.cli;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;

class ProgressTest
{
    @Test
    void shouldPrintLinesWhenNobodyWatches()
    {
        Captured captured = Captured.piped();
        Progress progress = new Progress(captured.terminal(), 2);

        progress.begin("walking");
        progress.clear();
        progress.begin("running");

        assertEquals("[1/2] walking\n[2/2] running\n", captured.err().replace(System.lineSeparator(), "\n"));
        assertEquals("", captured.out());
    }

    @Test
    void shouldWriteOverItsLineWhenOnTerminal()
    {
        Captured captured = Captured.live();
        Progress progress = new Progress(captured.terminal(), 2);

        progress.begin("walking");
        progress.begin("running");
        progress.clear();

        assertEquals("\r\u001b[K[1/2] walking ...\r\u001b[K[2/2] running ...\r\u001b[K", captured.err());
        assertEquals("", captured.out());
    }
}
