package org.gradientbus.cli.tour;

import org.gradientbus.Bus;
import org.gradientbus.BusConfig;
import org.gradientbus.MessageHandler;
import org.gradientbus.Rung;
import org.gradientbus.cli.Captured;
import org.gradientbus.cli.ExitStatus;
import org.gradientbus.cli.JsonReader;
import org.gradientbus.samples.pi.HexDigitsOfPi;
import org.gradientbus.samples.pi.MonteCarloPi;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class TourCommandTest
{
    private static final PiPrograms RIGHT = new Programs(3.1415, true);

    private final Captured captured = Captured.piped();

    @Test
    void shouldSaySoWhenAllIsRight()
    {
        int status = run(new TourCommand(captured.terminal()), "--quick");

        assertEquals(ExitStatus.RIGHT, status, captured.out());
        assertTrue(captured.out().contains("243F6A88"), captured.out());
        assertTrue(captured.out().contains("0 lost, 0 wrong, 0 in flight"), captured.out());
        assertTrue(captured.out().lines().reduce((first, last) -> last).orElseThrow().startsWith("All was right"));
        assertFalse(captured.out().contains("WRONG"), captured.out());
    }

    @Test
    void shouldAlignTableWhenPrinted()
    {
        run(new TourCommand(captured.terminal(), List.of(Ends::inProcess), RIGHT), "--quick");

        List<String> lines = captured.out().lines().toList();
        int heading = lines.indexOf(lines.stream().filter((line) -> line.contains("p99.9")).findFirst().get());
        for (int i = 0; i < 3; i++)
        {
            String row = lines.get(heading + 1 + i);
            assertEquals(lines.get(heading).length(), row.length(), row);
            assertTrue(row.strip().startsWith(List.of("32 ", "256 ", "1024 ").get(i)), row);
        }
    }

    @Test
    void shouldReportEachStepWhenUnderWay()
    {
        run(new TourCommand(captured.terminal(), List.of(Ends::inProcess), RIGHT), "--quick");

        List<String> steps = captured.err().lines().toList();
        assertEquals(9, steps.size(), captured.err());
        for (int i = 0; i < steps.size(); i++)
        {
            assertTrue(steps.get(i).startsWith("[" + (i + 1) + "/9] "), steps.get(i));
        }
    }

    @Test
    void shouldPrintOneDocumentWhenJsonIsAskedFor()
    {
        assertEquals(ExitStatus.RIGHT, run(new TourCommand(captured.terminal()), "--quick", "--json"));

        Map<?, ?> document = (Map<?, ?>)JsonReader.read(captured.out());
        assertEquals(true, document.get("isRight"));
        assertEquals(List.of(), document.get("problems"));
        assertTrue((double)child(document, "machine").get("cores") >= 1);
        Map<?, ?> rung = (Map<?, ?>)((List<?>)document.get("rungs")).get(0);
        assertEquals("PROCESS", rung.get("rung"));
        assertEquals(0.0, rung.get("lost"));
        List<?> sizes = (List<?>)rung.get("sizes");
        assertEquals(List.of(32.0, 256.0, 1024.0), sizes.stream().map((row) -> ((Map<?, ?>)row).get("bytes")).toList());
        assertTrue((double)child((Map<?, ?>)sizes.get(0), "roundTripNs").get("p50") > 0);
        assertTrue((double)((Map<?, ?>)sizes.get(2)).get("oneWayMessagesPerSecond") > 0);
        assertEquals(true, child(child(document, "pi"), "hexDigits").get("isRight"));
        assertEquals(true, child(child(document, "pi"), "monteCarlo").get("isPlausible"));
    }

    @Test
    void shouldFailWhenMessagesAreLost()
    {
        assertEquals(ExitStatus.WRONG, runTampered(TamperedBus::losing));
        assertProblem("PROCESS, \\d+ bytes, round trips: .* 1 were lost and 0 wrong");
        assertProblem("PROCESS, 32 bytes, one way: .* 1 were lost and 1 wrong");
        assertProblem("PROCESS, wake-ups: of 5 messages 1 were lost and 0 wrong");
    }

    @Test
    void shouldFailWhenMessagesAreDamaged()
    {
        assertEquals(ExitStatus.WRONG, runTampered(TamperedBus::damaging));
        assertProblem("PROCESS, \\d+ bytes, round trips: .* 0 were lost and 1 wrong");
        assertProblem("PROCESS, 32 bytes, one way: .* 0 were lost and 1 wrong");
        assertProblem("PROCESS, wake-ups: .* 0 were lost and 1 wrong");
    }

    @Test
    void shouldFailWhenMessagesAreRepeated()
    {
        assertEquals(ExitStatus.WRONG, runTampered(TamperedBus::repeating));
        assertProblem("PROCESS, 32 bytes, one way: .* -1 were lost and 1 wrong");
    }

    @Test
    void shouldFailWhenHandlerThrows()
    {
        assertEquals(ExitStatus.WRONG, runTampered(TamperedBus::throwing));
        assertProblem("PROCESS: 3 times a handler threw");
        assertProblem("an error in the background: .*the fifth message");
    }

    @Test
    void shouldFailWhenPiIsNotPlausible()
    {
        assertEquals(ExitStatus.WRONG, runPrograms(new Programs(3.2, true)));
        assertProblem("Monte-Carlo pi: 3.2 is further from pi than chance explains");
    }

    @Test
    void shouldFailWhenDigitsAreWrong()
    {
        assertEquals(ExitStatus.WRONG, runPrograms(new Programs(3.1415, false)));
        assertProblem("hexadecimal digits of pi: these are not pi's: 243F");
    }

    @Test
    void shouldSayFalseInJsonWhenSomethingIsWrong()
    {
        TourCommand command =
            new TourCommand(captured.terminal(), List.of(Ends::inProcess), new Programs(3.1415, false));

        assertEquals(ExitStatus.WRONG, run(command, "--quick", "--json"));

        Map<?, ?> document = (Map<?, ?>)JsonReader.read(captured.out());
        assertEquals(false, document.get("isRight"));
        assertEquals(1, ((List<?>)document.get("problems")).size());
    }

    @Test
    void shouldRunTheOtherProgramWhenOneFails()
    {
        PiPrograms programs = new PiPrograms()
        {
            @Override
            public MonteCarloPi.Result monteCarlo(Bus bus, int workers, long pointsPerWorker)
            {
                throw new IllegalStateException("a message was lost");
            }

            @Override
            public HexDigitsOfPi.Result hexDigits(Bus bus, int workers, int digits)
            {
                return RIGHT.hexDigits(bus, workers, digits);
            }
        };

        assertEquals(ExitStatus.WRONG, runPrograms(programs));
        assertProblem("Monte-Carlo pi: .*a message was lost");
        assertTrue(captured.out().contains("4 digits, all right"), captured.out());
    }

    private int runPrograms(PiPrograms programs)
    {
        return run(new TourCommand(captured.terminal(), List.of(Ends::inProcess), programs), "--quick");
    }

    /** Tampers at the far end only, so the near end sees what it would see of a bad bus. */
    private int runTampered(UnaryOperator<MessageHandler> tampering)
    {
        Function<BusConfig, Ends> rung = (config) ->
        {
            Bus bus = Bus.open(config);
            return new Ends(Rung.PROCESS, bus, TamperedBus.with(bus, tampering));
        };
        return run(new TourCommand(captured.terminal(), List.of(rung), RIGHT), "--quick");
    }

    private void assertProblem(String pattern)
    {
        assertTrue(
            captured.out().lines().anyMatch((line) -> line.matches("WRONG: .*" + pattern + ".*")),
            "no '" + pattern + "' in " + captured.out());
    }

    private static int run(TourCommand command, String... arguments)
    {
        return new CommandLine(command).execute(arguments);
    }

    private static Map<?, ?> child(Map<?, ?> parent, String name)
    {
        return (Map<?, ?>)parent.get(name);
    }

    /** Programs that say what a test wants to hear. */
    private record Programs(double pi, boolean isRight) implements PiPrograms
    {
        @Override
        public MonteCarloPi.Result monteCarlo(Bus bus, int workers, long pointsPerWorker)
        {
            return new MonteCarloPi.Result(pi, Math.abs(pi - Math.PI), 10, 100, workers, 100_000);
        }

        @Override
        public HexDigitsOfPi.Result hexDigits(Bus bus, int workers, int digits)
        {
            return new HexDigitsOfPi.Result("243F", isRight, 1, List.of(1L));
        }
    }
}
