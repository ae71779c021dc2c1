package org.gradientbus.system;

import org.gradientbus.IdleProfile;
import org.gradientbus.Rung;
import org.gradientbus.testkit.Await;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What a bus costs its process: heap for each message, processor time while nothing happens. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class FootprintTest
{
    private static final int IDLE_PROCESSES = 3;
    private static final int PULSES = 400;
    private static final long SETTLE_NS = TimeUnit.SECONDS.toNanos(3);
    private static final long IDLE_NS = TimeUnit.SECONDS.toNanos(Long.getLong("footprint.idleSeconds", 5));

    private final HostDomain domain = new HostDomain();
    private final List<String> addresses = new ArrayList<>();

    @AfterEach
    void end()
    {
        domain.close();
    }

    private Jvm start(Rung rung, IdleProfile idle, String address)
    {
        List<String> arguments = new ArrayList<>(List.of(address, idle.name()));
        if (rung == Rung.NETWORK)
        {
            String own = "127.0.0.1:" + freePort();
            arguments.add(own);
            arguments.addAll(addresses);
            addresses.add(own);
        }
        Jvm jvm = domain.start(MeterProgram.class, arguments.toArray(String[]::new));
        jvm.await("open");
        return jvm;
    }

    private static int freePort()
    {
        try (DatagramSocket probe = new DatagramSocket(new InetSocketAddress("127.0.0.1", 0)))
        {
            return probe.getLocalPort();
        }
        catch (SocketException failure)
        {
            throw new UncheckedIOException(failure);
        }
    }

    private List<Jvm> startPair(Rung rung)
    {
        List<Jvm> pair = List.of(start(rung, IdleProfile.QUIET, "a"), start(rung, IdleProfile.QUIET, "b"));
        assertEquals("true", pair.get(0).ask("await b", "found"));
        assertEquals("true", pair.get(1).ask("await a", "found"));
        return pair;
    }

    @ParameterizedTest
    @EnumSource(names = {"HOST", "NETWORK"})
    void shouldAllocateNothingForAMessageOnEitherSide(Rung rung)
    {
        List<Jvm> pair = startPair(rung);
        assertEquals("0", pair.get(0).ask("measure-sent b", "allocated"), "bytes of the sending thread");
        pair.get(0).order("flood b");
        assertEquals("0", pair.get(1).ask("measure-received", "allocated"), "bytes of the receiving loop");
        pair.get(0).ask("stop", "stopped");
    }

    @ParameterizedTest
    @EnumSource(names = {"HOST", "NETWORK"})
    void shouldAllocateNothingForARequestOnEitherSide(Rung rung)
    {
        List<Jvm> pair = startPair(rung);
        assertEquals("0", pair.get(0).ask("measure-asked b", "allocated"), "bytes of the asking thread and its loop");
        pair.get(0).order("flood-requests b");
        assertEquals("0", pair.get(1).ask("measure-received", "allocated"), "bytes of the answering loop");
        pair.get(0).ask("stop", "stopped");
    }

    @ParameterizedTest
    @EnumSource(names = {"HOST", "NETWORK"})
    void shouldWakeASleepingLoopOfAnotherProcessAndLeaveTheProcessorAloneWhenIdle(Rung rung, TestInfo test)
    {
        tellFootprint(rung, IdleProfile.QUIET, test);
    }

    /** For the figures: these profiles take of the processor what they can get, or nearly so. */
    @ParameterizedTest
    @EnumSource(names = {"BALANCED", "SPIN"})
    @EnabledIfSystemProperty(named = "footprint.idleSeconds", matches = "\\d\\d+")
    void shouldAnswerWhenIdleInAnotherProfile(IdleProfile idle, TestInfo test)
    {
        tellFootprint(Rung.NETWORK, idle, test);
    }

    private void tellFootprint(Rung rung, IdleProfile idle, TestInfo test)
    {
        List<Jvm> processes = new ArrayList<>();
        for (int i = 0; i < IDLE_PROCESSES; i++)
        {
            processes.add(start(rung, idle, "idle/" + i));
        }
        processes.forEach((each) -> assertEquals("true", each.ask("await idle/0/pulse", "found")));
        processes.get(1).ask("pulse idle/0/pulse " + PULSES, "pulsed");
        Await.until("each pulse", () -> processes.get(0).ask("wake-ups", "wake-ups").contains("(n=" + PULSES + ")"));
        Figures.tell(test, "wake-up across processes: %s", processes.get(0).ask("wake-ups", "wake-ups"));
        Figures.tell(test, "there and back: %s", processes.get(1).ask("round-trips idle/0 " + PULSES, "round trips"));
        awaitNs(SETTLE_NS);
        long[] before = processes.stream().mapToLong(Jvm::cpuNs).toArray();
        awaitNs(IDLE_NS);
        StringBuilder shares = new StringBuilder();
        for (int i = 0; i < IDLE_PROCESSES; i++)
        {
            shares.append(String.format(" %.2f %%", 100.0 * (processes.get(i).cpuNs() - before[i]) / IDLE_NS));
        }
        Figures.tell(test, "idle for %d s, of a core:%s", TimeUnit.NANOSECONDS.toSeconds(IDLE_NS), shares);
        // Idle for all that time, and at once awake.
        processes.get(2).ask("pulse idle/0/pulse 1", "pulsed");
        Await.until("one more", () ->
            processes.get(0).ask("wake-ups", "wake-ups").contains("(n=" + (PULSES + 1) + ")"));
        processes.forEach((each) -> assertTrue(each.untold().isEmpty(), () -> each.untold().toString()));
    }

    private static void awaitNs(long durationNs)
    {
        long startNs = System.nanoTime();
        Await.until("time to pass", Jvm.PATIENCE, () -> System.nanoTime() - startNs >= durationNs);
    }
}
