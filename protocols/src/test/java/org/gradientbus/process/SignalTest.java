package org.gradientbus.process;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

class SignalTest
{
    @ParameterizedTest
    @ValueSource(strings = {"KILL", "SIGKILL", "kill", "9", "09"})
    void shouldReadSignalInEverySpelling(String text)
    {
        assertEquals(Signal.KILL, Signal.parse(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "SIG", "0", "65", "-9", "KILLL", "99999999999"})
    void shouldRefuseWhatIsNoSignal(String text)
    {
        assertThrows(IllegalArgumentException.class, () -> Signal.parse(text));
    }

    @Test
    void shouldCallSignalsAsTheSystemDoes() throws IOException, InterruptedException
    {
        Process list = new ProcessBuilder("/bin/sh", "-c", "for i in $(seq 31); do kill -l $i; done").start();
        List<String> names = list.inputReader().lines().toList();
        assertEquals(0, list.waitFor());

        for (int number = 1; number <= names.size(); number++)
        {
            // IO has two names, and STKFLT, which nothing sends, has none in some shells.
            String name = names.get(number - 1).replace("POLL", "IO").replace("16", "STKFLT");
            assertEquals("SIG" + name, new Signal(number).toString());
        }
        assertEquals("signal 34", new Signal(34).toString());
    }

    @Test
    void shouldReadStatusAsShellsDo()
    {
        assertEquals(new Exit.Exited(0), Exit.ofStatus(0));
        assertEquals(new Exit.Exited(128), Exit.ofStatus(128));
        assertEquals(new Exit.Killed(Signal.HUP), Exit.ofStatus(129));
        assertEquals(new Exit.Killed(new Signal(64)), Exit.ofStatus(192));
        assertEquals(new Exit.Exited(193), Exit.ofStatus(193));
        assertEquals(new Exit.Exited(255), Exit.ofStatus(255));
    }
}
