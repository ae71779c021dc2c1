package org.gradientbus.cli;

import org.gradientbus.BusException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.Command;

import java.util.List;
import java.util.concurrent.Callable;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class GradientTest
{
    private final Captured captured = Captured.piped();

    @ParameterizedTest
    @ValueSource(strings = {"", "--help", "-h"})
    void shouldPrintCommandsAndExitCodesWhenHelpIsWanted(String line)
    {
        assertEquals(ExitStatus.RIGHT, run(line));
        assertTrue(captured.out().startsWith("Usage: gradient [-hV] COMMAND"), captured.out());
        assertTrue(captured.out().contains("tour"), captured.out());
        assertTrue(captured.out().contains("Exit codes:"), captured.out());
        assertEquals("", captured.err());
    }

    @Test
    void shouldPrintVersionWhenAsked()
    {
        assertEquals(ExitStatus.RIGHT, run("--version"));
        assertEquals("gradient " + Gradient.version(), captured.out().strip());
    }

    @Test
    void shouldPrintHelpOfCommandWhenAsked()
    {
        assertEquals(ExitStatus.RIGHT, run("tour --help"));
        assertTrue(captured.out().startsWith("Usage: gradient tour"), captured.out());
    }

    @ParameterizedTest
    @ValueSource(strings = {"tuor", "--jsn", "tour --quik", "tour now", "tour --json=maybe", "x\ny"})
    void shouldExplainInOneLineWhenCommandLineIsNotUnderstood(String line)
    {
        assertEquals(ExitStatus.USAGE, run(line));
        assertEquals("", captured.out());
        assertEquals(1, captured.err().lines().count(), captured.err());
        assertTrue(captured.err().startsWith("gradient: "), captured.err());
    }

    @Test
    void shouldGuessWhenCommandIsMisspelt()
    {
        run("doctr");
        assertEquals(
            "gradient: no such command or argument: doctr; did you mean doctor? (see 'gradient --help')",
            captured.err().strip());
    }

    @Test
    void shouldGuessWhenOptionIsMisspelt()
    {
        run("tour --jso");
        assertEquals(
            "gradient: unknown option --jso; did you mean --json? (see 'gradient tour --help')",
            captured.err().strip());
    }

    @Test
    void shouldExplainInOneLineWhenBusFails()
    {
        assertEquals(ExitStatus.WRONG, run("fail", new Fail(new BusException("no room on this device"))));
        assertEquals("gradient: no room on this device", captured.err().strip());
    }

    @Test
    void shouldShowWhereWhenCommandHasBug()
    {
        assertEquals(ExitStatus.WRONG, run("fail", new Fail(new IllegalStateException("a bug"))));
        assertTrue(captured.err().contains("at " + GradientTest.class.getName()), captured.err());
    }

    private int run(String line)
    {
        return Gradient.commandLine(captured.terminal()).execute(arguments(line));
    }

    private int run(String line, Object command)
    {
        return Gradient.commandLine(captured.terminal(), List.of(command)).execute(arguments(line));
    }

    private static String[] arguments(String line)
    {
        return line.isEmpty() ? new String[0] : line.split(" ");
    }

    @Command(name = "fail")
    private static final class Fail implements Callable<Integer>
    {
        private final RuntimeException failure;

        private Fail(RuntimeException failure)
        {
            this.failure = failure;
        }

        @Override
        public Integer call()
        {
            throw failure;
        }
    }
}
