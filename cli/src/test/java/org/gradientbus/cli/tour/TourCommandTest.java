package org.gradientbus.cli.tour;

import org.gradientbus.Bus;
import org.gradientbus.MessageHandler;
import org.gradientbus.Rung;
import org.gradientbus.cli.Captured;
import org.gradientbus.cli.ExitStatus;
import org.gradientbus.cli.JsonReader;
import org.gradientbus.samples.pi.HexDigitsOfPi;
import org.gradientbus.samples.pi.MonteCarloPi;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class TourCommandTest
{
    /** Where messages are lost, there is no waiting for them. */
    static final Plan IMPATIENT = Plan.quick().withLossTimeout(Duration.ofSeconds(1));

    private static final PiPrograms RIGHT = new SayingPrograms(3.1415, true);

    private final Captured captured = Captured.piped();

    @Test
    void shouldSaySoWhenAllIsRight()
    {
        int status = run(inProcess(PiPrograms.ofSamples(Optional.empty())), "--quick");

        assertEquals(ExitStatus.RIGHT, status, captured.out());
        assertTrue(captured.out().contains("243F6A88"), captured.out());
        assertTrue(captured.out().contains("0 lost, 0 wrong, 0 in flight"), captured.out());
        assertTrue(captured.out().lines().reduce((first, last) -> last).orElseThrow().startsWith("All was right"));
        assertFalse(captured.out().contains("WRONG"), captured.out());
    }

    @Test
    void shouldAlignTableWhenPrinted()
    {
        run(inProcess(RIGHT), "--quick");

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
        run(inProcess(RIGHT), "--quick");

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
        int status = run(inProcess(PiPrograms.ofSamples(Optional.empty())), "--quick", "--json");

        assertEquals(ExitStatus.RIGHT, status, captured.out());

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
        assertProblem("PROCESS, \\d+ bytes, round trips: .* 1 were lost and [01] wrong");
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
        assertEquals(ExitStatus.WRONG, runPrograms(new SayingPrograms(3.2, true)));
        assertProblem("Monte-Carlo pi: 3.2 is further from pi than chance explains");
    }

    @Test
    void shouldFailWhenDigitsAreWrong()
    {
        assertEquals(ExitStatus.WRONG, runPrograms(new SayingPrograms(3.1415, false)));
        assertProblem("hexadecimal digits of pi: these are not pi's: 243F");
    }

    @Test
    void shouldSayFalseInJsonWhenSomethingIsWrong()
    {
        assertEquals(ExitStatus.WRONG, run(inProcess(new SayingPrograms(3.1415, false)), "--quick", "--json"));

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

            @Override
            public MonteCarloPi.Result acrossProcesses(String domain, int workers, long pointsPerWorker)
            {
                throw new AssertionError("there is no HOST rung in this tour");
            }

            @Override
            public MonteCarloPi.Result acrossHosts(String domain, int workers, long pointsPerWorker)
            {
                throw new AssertionError("there is no NETWORK rung in this tour");
            }
        };

        assertEquals(ExitStatus.WRONG, runPrograms(programs));
        assertProblem("Monte-Carlo pi: .*a message was lost");
        assertTrue(captured.out().contains("4 digits, all right"), captured.out());
    }

    private int runPrograms(PiPrograms programs)
    {
        return run(inProcess(programs), "--quick");
    }

    /** Tampers at the far end only, so the near end sees what it would see of a bad bus. */
    private int runTampered(UnaryOperator<MessageHandler> tampering)
    {
        Tour.Reach rung = new Tour.Reach(Rung.PROCESS, (config) ->
        {
            Bus bus = Bus.open(config);
            return new Ends(Rung.PROCESS, "two threads", bus, new FarBus(TamperedBus.with(bus, tampering)));
        });
        return run(
            new TourCommand(captured.terminal(), List.of(rung), RIGHT, Optional.empty(), IMPATIENT), "--quick");
    }

    private TourCommand inProcess(PiPrograms programs)
    {
        Tour.Reach rung = new Tour.Reach(Rung.PROCESS, Ends::inProcess);
        return new TourCommand(captured.terminal(), List.of(rung), programs, Optional.empty());
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
}
