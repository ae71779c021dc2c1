package org.gradientbus.cli.tour;

import org.gradientbus.BusConfig;
import org.gradientbus.BusCounter;
import org.gradientbus.Rung;
import org.gradientbus.cli.Captured;
import org.gradientbus.cli.ExitStatus;
import org.gradientbus.cli.JsonReader;
import org.gradientbus.ipc.DomainView;
import org.gradientbus.process.Child;
import org.gradientbus.process.Exit;
import org.gradientbus.process.Output;
import org.gradientbus.process.ProcessSpec;
import org.gradientbus.process.Signal;
import org.gradientbus.process.Supervisor;
import org.gradientbus.testkit.Await;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import picocli.CommandLine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * The tour with a far end in a JVM of its own, in a base directory of its own, of which nothing may be left.
 */
@Timeout(120)
class HostTourTest
{
    private static final PiPrograms RIGHT = new SayingPrograms(3.1415, true);

    private final Captured captured = Captured.piped();
    private Path base;

    @BeforeEach
    void makeBase() throws IOException
    {
        base = Files.createTempDirectory(Path.of("/dev/shm"), "gradient-tour-");
    }

    @AfterEach
    void shouldLeaveNothing() throws IOException
    {
        assertEquals(List.of(), view().nodes());
        assertFalse(ProcessHandle.current().descendants().anyMatch(HostTourTest::isOfTour));
        Files.deleteIfExists(base);
    }

    @Test
    void shouldSaySoWhenAllIsRight()
    {
        TourCommand command = new TourCommand(captured.terminal(), Optional.of(base));

        assertEquals(ExitStatus.RIGHT, run(command, "--quick", "--json"), captured.out() + captured.err());

        Map<?, ?> document = (Map<?, ?>)JsonReader.read(captured.out());
        List<?> rungs = (List<?>)document.get("rungs");
        Map<?, ?> host = (Map<?, ?>)rungs.get(1);
        assertEquals("HOST", host.get("rung"));
        assertEquals(List.of(0.0, 0.0, 0.0), List.of(host.get("lost"), host.get("wrong"), host.get("inFlight")));
        Map<?, ?> row = (Map<?, ?>)((List<?>)host.get("sizes")).get(2);
        assertTrue((double)row.get("oneWayMessagesPerSecond") > 0);
        assertTrue((double)((Map<?, ?>)host.get("wakeUpNs")).get("p50") > 0);
        Map<?, ?> pi = (Map<?, ?>)((Map<?, ?>)document.get("pi")).get("acrossProcesses");
        assertEquals(true, pi.get("isPlausible"));
        assertTrue((double)pi.get("messages") > 0);
        assertEquals("NETWORK", ((Map<?, ?>)rungs.get(2)).get("rung"));
        assertEquals(true, ((Map<?, ?>)((Map<?, ?>)document.get("pi")).get("acrossHosts")).get("isPlausible"));
    }

    @Test
    void shouldFailWhenTheFarEndLosesMessages()
    {
        assertEquals(ExitStatus.WRONG, runWith(FarEndThat.Loses.class));
        assertProblem("HOST, \\d+ bytes, round trips: .* 1 were lost and [01] wrong");
        assertProblem("HOST, 32 bytes, one way: .* 1 were lost and 1 wrong");
        assertProblem("HOST, wake-ups: of 5 messages 1 were lost and 0 wrong");
    }

    @Test
    void shouldFailWhenMessagesAreDamagedOnTheirWay()
    {
        assertEquals(ExitStatus.WRONG, runWith(FarEndThat.Damages.class));
        assertProblem("HOST, \\d+ bytes, round trips: .* 0 were lost and 1 wrong");
        assertProblem("HOST, 32 bytes, one way: .* 0 were lost and 1 wrong");
        assertProblem("HOST, wake-ups: .* 0 were lost and 1 wrong");
    }

    @Test
    void shouldFailWhenAHandlerOfTheFarEndThrows()
    {
        assertEquals(ExitStatus.WRONG, runWith(FarEndThat.Throws.class));
        assertProblem("HOST: 3 times a handler threw");
        assertProblem("HOST: 3 errors in the background of the far end");
    }

    @Test
    void shouldFailWhenTheFarEndTellsOfMoreThanWasSent()
    {
        assertEquals(ExitStatus.WRONG, runWith(FarEndThat.Boasts.class));
        assertProblem("HOST, 32 bytes, one way: of \\d+ messages -\\d+ were lost and 0 wrong");
    }

    @Test
    void shouldSayHowTheFarEndEndedAndGoOnWhenItDies()
    {
        assertEquals(ExitStatus.WRONG, runWith(FarEndThat.Dies.class));
        assertProblem("HOST: .*the far end: .*exited with status " + TamperedBus.HALTED);
        assertTrue(captured.out().contains("4 digits, all right"), captured.out());
    }

    @Test
    void shouldFailWhenTheFarEndDoesNotComeUp()
    {
        assertEquals(ExitStatus.WRONG, runWith(FarEndThat.NeverComesUp.class));
        assertProblem("HOST: the far end did not come up: .*exited with status 1");
    }

    @Test
    void shouldGoOnAndSayWhyWhenTheRungCannotWorkHere() throws IOException
    {
        Path nowhere = Files.createFile(base.resolve("file"));
        TourCommand command = new TourCommand(captured.terminal(),
            List.of(new Tour.Reach(Rung.HOST, FarJvm::open)), RIGHT, Optional.of(nowhere));

        assertEquals(ExitStatus.RIGHT, run(command, "--quick"), captured.out());

        assertTrue(captured.out().contains("HOST: not on this machine, so not measured: "), captured.out());
        assertTrue(captured.out().contains(nowhere.toString()), captured.out());
        assertFalse(captured.out().contains("by processes"), captured.out());
        Files.delete(nowhere);
    }

    @Test
    void shouldTakeTheFarEndAlongWhenTheTourIsKilled()
    {
        try (Supervisor supervisor = Supervisor.open())
        {
            Child tour = supervisor.spawn(ProcessSpec.java(LastingTour.class, base.toString())
                .withOutput(Output.discarded()).withErrors(Output.discarded()));
            Await.until("two that have met", () -> view().nodes().stream()
                .filter((each) -> each.counters().getOrDefault(BusCounter.PEERS_MET, 0L) == 1).count() == 2);
            ProcessHandle far = tour.handle().orElseThrow().children()
                .filter(HostTourTest::isOfTour).findFirst().orElseThrow();

            tour.kill(Signal.KILL);

            assertEquals(Optional.of(new Exit.Killed(Signal.KILL)), tour.awaitExit(Await.DEFAULT_LIMIT));
            Await.until("the far end's end", () -> !far.isAlive());
            Await.until("an empty domain", () -> view().nodes().isEmpty());
        }
    }

    /** A tour that is still under way when the test kills it. */
    static final class LastingTour
    {
        public static void main(String[] args) throws InterruptedException
        {
            try (Ends ends = FarJvm.open(BusConfig.domain("lasting").withHostDirectory(Path.of(args[0]))))
            {
                System.out.println(ends.rung());
                Thread.currentThread().join();
            }
        }
    }

    private int runWith(Class<?> farMain)
    {
        Tour.Reach host = new Tour.Reach(Rung.HOST, (config) -> FarJvm.open(config, farMain));
        return run(
            new TourCommand(
                captured.terminal(), List.of(host), RIGHT, Optional.of(base), TourCommandTest.IMPATIENT), "--quick");
    }

    private DomainView view()
    {
        return DomainView.of(Optional.of(base));
    }

    private void assertProblem(String pattern)
    {
        assertTrue(
            captured.out().lines().anyMatch((line) -> line.matches("WRONG: .*" + pattern + ".*")),
            "no '" + pattern + "' in " + captured.out() + captured.err());
    }

    private static int run(TourCommand command, String... arguments)
    {
        return new CommandLine(command).execute(arguments);
    }

    private static boolean isOfTour(ProcessHandle process)
    {
        String line = process.info().commandLine().orElse("");
        return line.contains(FarMain.class.getName()) || line.contains(FarEndThat.class.getName());
    }
}
