package org.gradientbus.cli.tools;

import org.gradientbus.Bus;
import org.gradientbus.BusConfig;
import org.gradientbus.BusCounter;
import org.gradientbus.cli.Captured;
import org.gradientbus.cli.ExitStatus;
import org.gradientbus.cli.Gradient;
import org.gradientbus.cli.Main;
import org.gradientbus.ipc.DomainView;
import org.gradientbus.process.Child;
import org.gradientbus.process.Exit;
import org.gradientbus.process.Output;
import org.gradientbus.process.ProcessSpec;
import org.gradientbus.process.Signal;
import org.gradientbus.process.Supervisor;
import org.gradientbus.samples.pi.MonteCarloPi;
import org.gradientbus.samples.pi.PiAcrossProcesses;
import org.gradientbus.samples.pi.PiPlan;
import org.gradientbus.testkit.Await;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * The tools and the π program with real processes on the HOST rung, in a base directory of their own.
 */
@Timeout(120)
class AcrossProcessesTest
{
    private final Captured captured = Captured.piped();
    private final Supervisor supervisor = Supervisor.open();

    @TempDir
    private Path scratch;
    private Path base;

    @BeforeEach
    void makeBase() throws IOException
    {
        base = Files.createTempDirectory(Path.of("/dev/shm"), "gradient-test-");
    }

    @AfterEach
    void leaveNothing() throws IOException
    {
        supervisor.close();
        view().sweep();
        assertEquals(List.of(), view().nodes());
        // The last to leave may have removed it.
        Files.deleteIfExists(base);
    }

    @Test
    void shouldComputePiWithAProcessForEachWorker()
    {
        MonteCarloPi.Result result = PiAcrossProcesses.run(new PiPlan("pi", Optional.of(base), 2, 3, 200_000, 1));

        assertTrue(result.isPlausible(), result::toString);
        assertEquals(600_000, result.points());
        assertEquals(600, result.messages());
        assertFalse(ProcessHandle.current().children().anyMatch(AcrossProcessesTest::isOfPi));
    }

    @Test
    void shouldReachAnotherProcess()
    {
        Child subscriber = subscribe("prices/*", "--count", "1");

        assertEquals(ExitStatus.RIGHT, run("ls", "tools", "--bindings"));
        assertTrue(captured.out().contains("prices/*"), captured.out());
        assertTrue(captured.out().contains("HOST"), captured.out());
        assertTrue(captured.out().contains("met there:"), captured.out());
        assertEquals(ExitStatus.RIGHT, run("pub", "prices/eurusd", "1.0842", "-d", "tools", "-w", "20s"));

        assertTrue(subscriber.awaitExit(Await.DEFAULT_LIMIT).orElseThrow().isSuccess(), subscriber::toString);
        assertEquals("prices/eurusd 1.0842", read("out").strip());
    }

    @Test
    void shouldListAndCleanWhatTheDeadLeft()
    {
        Child subscriber = subscribe("prices/*");
        subscriber.kill(Signal.KILL);
        assertEquals(Optional.of(new Exit.Killed(Signal.KILL)), subscriber.awaitExit(Await.DEFAULT_LIMIT));

        assertEquals(ExitStatus.RIGHT, run("ls"));
        assertTrue(captured.out().contains("dead"), captured.out());
        assertEquals(ExitStatus.RIGHT, run("clean"));
        assertTrue(captured.out().contains("removed the dead node"), captured.out());
        assertEquals(ExitStatus.NOBODY, run("ls"));
    }

    @Test
    void shouldShowWhatANodeCountsWhenLookedAtFromOutside()
    {
        subscribe("prices/*");

        assertEquals(ExitStatus.RIGHT, run("pub", "-d", "tools", "prices/eurusd", "1.0842"));

        Await.until("a delivered message in the node's file", () -> view().nodes().stream()
            .anyMatch((each) -> each.counters().getOrDefault(BusCounter.DELIVERED, 0L) > 0));
    }

    @Test
    void shouldSweepADomainThatNobodyOpensAgainWhenAnotherIsOpened()
    {
        Child subscriber = subscribe("prices/*");
        subscriber.kill(Signal.KILL);
        subscriber.awaitExit(Await.DEFAULT_LIMIT);
        assertEquals(1, view().nodes().size());

        Bus.open(BusConfig.defaults().withDomain("another").withHostDirectory(base)).close();

        assertEquals(List.of(), view().nodes());
    }

    @Test
    void shouldLeaveTheDomainWhenAskedToEnd()
    {
        Child subscriber = subscribe("prices/*");

        subscriber.kill(Signal.TERM);

        assertEquals(Optional.of(new Exit.Killed(Signal.TERM)), subscriber.awaitExit(Await.DEFAULT_LIMIT));
        assertEquals(List.of(), view().nodes());
    }

    private Child subscribe(String... arguments)
    {
        Child child = supervisor.spawn(ProcessSpec.java(Main.class, "sub", "-d", "tools")
            .plusArguments("--directory", base.toString())
            .plusArguments(arguments)
            .withOutput(Output.toFile(scratch.resolve("out")))
            .withErrors(Output.toFile(scratch.resolve("err"))));
        Await.until("its mailbox", () -> read("err").contains("bound to") || !child.exit().isEmpty());
        assertTrue(child.exit().isEmpty(), () -> child + ": " + read("err"));
        return child;
    }

    private int run(String... arguments)
    {
        List<String> all = new ArrayList<>(Arrays.asList(arguments));
        all.addAll(List.of("--directory", base.toString()));
        return Gradient.commandLine(captured.terminal()).execute(all.toArray(String[]::new));
    }

    private DomainView view()
    {
        return DomainView.of(Optional.of(base));
    }

    private String read(String name)
    {
        try
        {
            return Files.readString(scratch.resolve(name));
        }
        catch (IOException failure)
        {
            throw new UncheckedIOException(failure);
        }
    }

    private static boolean isOfPi(ProcessHandle process)
    {
        return process.info().commandLine().orElse("").contains("samples.pi");
    }
}
