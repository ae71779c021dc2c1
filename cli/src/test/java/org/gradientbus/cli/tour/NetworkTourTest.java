package org.gradientbus.cli.tour;

import com.example.twohosts.TwoHosts;
import org.gradientbus.BusConfig;
import org.gradientbus.Rung;
import org.gradientbus.cli.Captured;
import org.gradientbus.cli.ExitStatus;
import org.gradientbus.cli.JsonReader;
import org.gradientbus.cli.Terminal;
import org.gradientbus.process.Child;
import org.gradientbus.process.Output;
import org.gradientbus.process.ProcessSpec;
import org.gradientbus.process.Signal;
import org.gradientbus.process.Supervisor;
import org.gradientbus.testkit.Await;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import picocli.CommandLine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * The tour with a far end that is reached over the network alone: by loopback from this JVM, and between namespaces
 * from one that has a network to itself.
 */
@Timeout(120)
class NetworkTourTest
{
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final PiPrograms RIGHT = new SayingPrograms(3.1415, true);
    private static final Tour.Reach NETWORK = new Tour.Reach(Rung.NETWORK, FarJvm::openOverNetwork);

    private final Captured captured = Captured.piped();

    @TempDir
    private Path folder;

    /** Ways to end a tour from outside. */
    enum End
    {
        INTERRUPT,
        KILL
    }

    @AfterEach
    void shouldLeaveNothing()
    {
        assertFalse(ProcessHandle.current().descendants().anyMatch(NetworkTourTest::isOfTour));
    }

    @Test
    void shouldSaySoWhenAllIsRight()
    {
        assertEquals(ExitStatus.RIGHT, run(NETWORK, "--quick"), captured.out() + captured.err());

        assertTrue(captured.out().contains("NETWORK, two JVMs "), captured.out());
        assertTrue(captured.out().contains("0 lost, 0 wrong, 0 in flight at the end"), captured.out());
        assertTrue(captured.out().contains("a message to a sleeping loop (QUIET) arrives in "), captured.out());
    }

    @Test
    void shouldMeasureBetweenNamespacesWhenItHasANetworkToItself() throws IOException
    {
        assumeNamespaces();
        try (Supervisor supervisor = Supervisor.open())
        {
            Child tour = supervisor.spawn(TwoHosts.alone(ProcessSpec.java(NetworkTour.class))
                .withOutput(Output.toFile(folder.resolve("out")))
                .withErrors(Output.toFile(folder.resolve("err"))));

            assertTrue(tour.awaitExit(PATIENCE).orElseThrow().isSuccess(), tour::toString);

            Map<?, ?> document = (Map<?, ?>)JsonReader.read(Files.readString(folder.resolve("out")));
            Map<?, ?> rung = (Map<?, ?>)((List<?>)document.get("rungs")).get(0);
            assertEquals("NETWORK", rung.get("rung"));
            assertEquals("two JVMs in two network namespaces", rung.get("place"));
            assertEquals(List.of(0.0, 0.0, 0.0), List.of(rung.get("lost"), rung.get("wrong"), rung.get("inFlight")));
            assertEquals(3, ((List<?>)rung.get("sizes")).size());
            assertTrue((double)((Map<?, ?>)rung.get("wakeUpNs")).get("p50") > 0);
        }
    }

    @Test
    void shouldSayHowTheFarEndEndedAndGoOnWhenItDies()
    {
        assertEquals(ExitStatus.WRONG, runWith(FarEndThat.Dies.class));
        assertProblem("NETWORK: .*the far end: .*exited with status " + TamperedBus.HALTED);
        assertTrue(captured.out().contains("4 digits, all right"), captured.out());
    }

    @Test
    void shouldFailWhenTheFarEndDoesNotComeUp()
    {
        assertEquals(ExitStatus.WRONG, runWith(FarEndThat.NeverComesUp.class));
        assertProblem("NETWORK: the far end did not come up: .*exited with status 1");
    }

    @ParameterizedTest
    @EnumSource
    void shouldTakeTheFarEndAndItsHostAlongWhenEndedFromOutside(End end)
    {
        try (Supervisor supervisor = Supervisor.open())
        {
            Child tour = supervisor.spawn(TwoHosts.alone(ProcessSpec.java(LastingTour.class))
                .withOutput(Output.toFile(folder.resolve("out")))
                .withErrors(Output.discarded()));
            Await.until("two that have met", PATIENCE, () -> said().contains("NETWORK"));
            List<ProcessHandle> children = tour.handle().orElseThrow().children().toList();
            assertTrue(children.stream().anyMatch(NetworkTourTest::isOfTour), children::toString);

            tour.kill(end == End.KILL ? Signal.KILL : Signal.INT);

            assertTrue(tour.awaitExit(PATIENCE).isPresent());
            Await.until("the end of all", PATIENCE, () -> children.stream().noneMatch(ProcessHandle::isAlive));
        }
    }

    /** A tour of this rung alone. */
    static final class NetworkTour
    {
        public static void main(String[] args)
        {
            TourCommand command =
                new TourCommand(Terminal.ofThisProcess(), List.of(NETWORK), RIGHT, Optional.empty());
            System.exit(new CommandLine(command).execute("--quick", "--json"));
        }
    }

    /** A tour that is still under way when the test ends it. */
    static final class LastingTour
    {
        public static void main(String[] args) throws InterruptedException
        {
            try (Ends ends = FarJvm.openOverNetwork(BusConfig.domain("lasting").withRungs(Rung.NETWORK)))
            {
                System.out.println(ends.rung());
                Thread.currentThread().join();
            }
        }
    }

    private int runWith(Class<?> farMain)
    {
        return run(
            new Tour.Reach(Rung.NETWORK, (config) -> FarJvm.openOverNetwork(config, farMain)), "--quick");
    }

    private int run(Tour.Reach rung, String... arguments)
    {
        TourCommand command = new TourCommand(captured.terminal(), List.of(rung), RIGHT, Optional.empty());
        return new CommandLine(command).execute(arguments);
    }

    private void assertProblem(String pattern)
    {
        assertTrue(
            captured.out().lines().anyMatch((line) -> line.matches("WRONG: .*" + pattern + ".*")),
            "no '" + pattern + "' in " + captured.out() + captured.err());
    }

    private String said()
    {
        try
        {
            return Files.readString(folder.resolve("out"));
        }
        catch (IOException notYet)
        {
            return "";
        }
    }

    private static void assumeNamespaces()
    {
        try (TwoHosts hosts = TwoHosts.open())
        {
            assumeTrue(hosts.areNamespaces(), "network namespaces need root, iproute2 and util-linux");
        }
    }

    private static boolean isOfTour(ProcessHandle process)
    {
        String line = process.info().commandLine().orElse("");
        return line.contains(FarMain.class.getName()) || line.contains(FarEndThat.class.getName()) ||
            line.endsWith("sleep infinity");
    }
}
