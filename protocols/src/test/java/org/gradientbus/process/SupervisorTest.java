package org.gradientbus.process;

import org.gradientbus.BusException;
import org.gradientbus.testkit.Await;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class SupervisorTest
{
    private static final Duration PATIENCE = Await.DEFAULT_LIMIT;
    private static final ProcessSpec SLEEP = ProcessSpec.command("sleep", "600");

    private final ConcurrentLinkedQueue<Throwable> errors = new ConcurrentLinkedQueue<>();
    private final SupervisorConfig config = SupervisorConfig.defaults().withErrorHandler(errors::add);
    private final Supervisor supervisor = Supervisor.open(config);

    @AfterEach
    void close()
    {
        supervisor.close();
        assertTrue(errors.isEmpty(), errors::toString);
    }

    @Test
    void shouldTellStatusWhenChildExits()
    {
        assertEquals(Optional.of(new Exit.Exited(3)), shell("exit 3").awaitExit(PATIENCE));
        Exit right = shell("exit 0").awaitExit(PATIENCE).orElseThrow();
        assertTrue(right.isSuccess());
        assertEquals("exited with status 0", right.toString());
    }

    @Test
    void shouldTellSignalWhenChildIsKilled()
    {
        Exit exit = shell("kill -9 $$").awaitExit(PATIENCE).orElseThrow();

        assertEquals(new Exit.Killed(Signal.KILL), exit);
        assertEquals("killed by SIGKILL", exit.toString());
        assertFalse(exit.isSuccess());
    }

    @Test
    void shouldTellReasonWhenThereIsNoSuchProgram()
    {
        assertCouldNotStart("no program 'no-such-program' in PATH=", ProcessSpec.command("no-such-program"));
        assertCouldNotStart("/no/such/program does not exist", ProcessSpec.command("/no/such/program"));
        assertCouldNotStart("/etc/passwd is no program", ProcessSpec.command("/etc/passwd"));
    }

    @Test
    void shouldTellReasonWhenThereIsNoSuchDirectory(@TempDir Path scratch)
    {
        assertCouldNotStart("gone", SLEEP.withDirectory(scratch.resolve("gone")));
        assertCouldNotStart("gone", SLEEP.withDirectory(scratch.resolve("gone")).withOutlivesParent(true));
    }

    @Test
    void shouldTellEachEndOnceWhenSeveralRun()
    {
        List<Child> children = supervisor.spawn(5, ProcessSpec.command("true"));

        Set<Child> told = new HashSet<>();
        for (int i = 0; i < 5; i++)
        {
            told.add(supervisor.awaitAny(PATIENCE).orElseThrow());
        }
        assertEquals(Set.copyOf(children), told);
        assertThrows(IllegalStateException.class, () -> supervisor.awaitAny(PATIENCE));
    }

    @Test
    void shouldTellNobodyElseWhenTheOneThatWaitedForTheChildWasTold()
    {
        shell("exit 1").awaitExit(PATIENCE);
        Child second = shell("exit 2");

        assertEquals(second, supervisor.awaitAny(PATIENCE).orElseThrow());
    }

    @Test
    void shouldTellThatOneCouldNotStartWhenAnyIsAwaited()
    {
        Child child = supervisor.spawn(ProcessSpec.command("/no/such/program"));

        assertEquals(child, supervisor.awaitAny(PATIENCE).orElseThrow());
        assertEquals(Child.NO_PID, child.pid());
        assertFalse(child.kill(Signal.KILL));
    }

    @Test
    void shouldGiveUpWaitingWhenTimeIsOver()
    {
        Child child = supervisor.spawn(SLEEP);

        assertEquals(Optional.empty(), supervisor.awaitAny(Duration.ofMillis(1)));
        assertEquals(Optional.empty(), child.awaitExit(Duration.ofMillis(1)));
        assertEquals(List.of(child), supervisor.children());
    }

    @Test
    void shouldKeepFlagWhenInterruptedWhileWaiting()
    {
        supervisor.spawn(SLEEP);

        Thread.currentThread().interrupt();
        assertThrows(BusException.class, () -> supervisor.awaitAny(PATIENCE));
        assertTrue(Thread.interrupted());
    }

    @Test
    void shouldSendSignalsByPidToWhatIsNotItsChild() throws Exception
    {
        Process stranger = new ProcessBuilder("sleep", "600").start();
        try
        {
            assertTrue(supervisor.kill(stranger.pid(), Signal.STOP));
            Await.until("it to stop", () -> Pids.state(stranger.pid()) == 'T');
            assertTrue(supervisor.kill(stranger.pid(), Signal.CONT));
            Await.until("it to go on", () -> Pids.state(stranger.pid()) == 'S');
            assertTrue(supervisor.kill(stranger.pid(), Signal.parse("usr1")));
            assertEquals(128 + 10, stranger.waitFor());
            assertFalse(supervisor.kill(stranger.pid(), Signal.TERM));
        }
        finally
        {
            stranger.destroyForcibly();
        }
    }

    @Test
    void shouldSendSignalsToChildren()
    {
        Child first = supervisor.spawn(SLEEP);
        Child second = supervisor.spawn(SLEEP);

        assertTrue(supervisor.kill(first.pid(), Signal.KILL));
        // Not INT: whoever runs this in the background of a shell lets all that it starts ignore it.
        assertTrue(second.kill(Signal.TERM));

        assertEquals(Optional.of(new Exit.Killed(Signal.KILL)), first.awaitExit(PATIENCE));
        assertEquals(Optional.of(new Exit.Killed(Signal.TERM)), second.awaitExit(PATIENCE));
        assertFalse(first.kill(Signal.STOP));
    }

    @Test
    void shouldRefuseToSignalGroups()
    {
        assertThrows(IllegalArgumentException.class, () -> supervisor.kill(0, Signal.TERM));
        assertThrows(IllegalArgumentException.class, () -> supervisor.kill(-1, Signal.TERM));
    }

    @Test
    void shouldStartNoneWhenTheyWouldBeTooMany()
    {
        try (Supervisor small = Supervisor.open(config.withMaxChildren(2)))
        {
            small.spawn(ProcessSpec.command("true"));
            assertThrows(IllegalStateException.class, () -> small.spawn(2, SLEEP));
            assertTrue(small.awaitAny(PATIENCE).isPresent());
            assertEquals(2, small.spawn(2, SLEEP).size());
        }
    }

    @Test
    void shouldCountOneThatEndedUntilItsEndIsTold()
    {
        try (Supervisor small = Supervisor.open(config.withMaxChildren(1)))
        {
            Child child = small.spawn(ProcessSpec.command("true"));
            Await.until("its end", () -> child.exit().isPresent());
            String refusal = assertThrows(IllegalStateException.class, () -> small.spawn(SLEEP)).getMessage();
            assertTrue(refusal.contains("maxChildren=1: running=0, ended and not awaited=1"), refusal);
        }
    }

    @Test
    void shouldEndChildrenInGoodOrderWhenClosed()
    {
        Child child = supervisor.spawn(SLEEP);

        supervisor.close();

        assertEquals(Optional.of(new Exit.Killed(Signal.TERM)), child.exit());
        assertThrows(IllegalStateException.class, () -> supervisor.spawn(SLEEP));
    }

    @Test
    void shouldKillChildrenWhenTheyDoNotEndInGoodOrder()
    {
        Supervisor impatient = Supervisor.open(config.withGrace(Duration.ofMillis(100)));
        Child stopped = impatient.spawn(SLEEP);
        stopped.kill(Signal.STOP);
        Await.until("it to stop", () -> Pids.state(stopped.pid()) == 'T');

        impatient.close();

        assertEquals(Optional.of(new Exit.Killed(Signal.KILL)), stopped.exit());
    }

    @Test
    void shouldKillChildrenWhenInterruptedWhileClosing()
    {
        Supervisor patient = Supervisor.open(config.withGrace(Duration.ofHours(1)));
        Child stopped = patient.spawn(SLEEP);
        stopped.kill(Signal.STOP);

        Thread.currentThread().interrupt();
        patient.close();

        assertTrue(Thread.interrupted());
        assertEquals(Optional.of(new Exit.Killed(Signal.KILL)), stopped.exit());
    }

    @Test
    void shouldLeaveChildAloneWhenItIsToOutlive()
    {
        Child child = supervisor.spawn(SLEEP.withOutlivesParent(true));
        try
        {
            supervisor.close();
            assertTrue(Pids.isRunning(child.pid()));
        }
        finally
        {
            child.handle().orElseThrow().destroyForcibly();
        }
    }

    @Test
    void shouldLeaveNoWatchdogAndNoThreadWhenClosed()
    {
        supervisor.spawn(SLEEP);
        supervisor.spawn(SLEEP.withOutlivesParent(true)).kill(Signal.KILL);
        long watchdog = supervisor.watchdogPid();
        assertTrue(Pids.isRunning(watchdog));

        supervisor.close();

        Pids.awaitGone("the watchdog", watchdog);
        Await.until("the threads to end", () -> Thread.getAllStackTraces().keySet().stream()
            .noneMatch((each) -> each.getName().startsWith("gradient-child-")));
    }

    @Test
    void shouldLeaveNoOpenFileBehindWhenManyChildrenCameAndWent()
    {
        comeAndGo(3);
        int before = openFiles();
        comeAndGo(20);

        Await.until("as few open files as before, " + before, () -> openFiles() <= before);
    }

    private void comeAndGo(int count)
    {
        supervisor.spawn(count, ProcessSpec.command("true"));
        for (int i = 0; i < count; i++)
        {
            assertTrue(supervisor.awaitAny(PATIENCE).orElseThrow().exit().orElseThrow().isSuccess());
        }
    }

    private static int openFiles()
    {
        return Path.of("/proc/self/fd").toFile().list().length;
    }

    private void assertCouldNotStart(String reason, ProcessSpec spec)
    {
        Exit exit = supervisor.spawn(spec).awaitExit(Duration.ZERO).orElseThrow();
        Exit.CouldNotStart refusal = assertInstanceOf(Exit.CouldNotStart.class, exit);
        assertTrue(refusal.reason().contains(reason), refusal.reason());
    }

    private Child shell(String script)
    {
        return supervisor.spawn(ProcessSpec.command("sh", "-c", script));
    }
}
