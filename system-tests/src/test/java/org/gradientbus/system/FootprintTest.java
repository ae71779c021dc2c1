package org.gradientbus.system;

import org.gradientbus.IdleProfile;
import org.gradientbus.Rung;
import org.gradientbus.testkit.Await;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
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
    private static final int PULSES = 400;

    /** In full before it goes on: until then Aeron's pollers make an iterator at each turn. */
    private static final List<String> COMPILED = List.of("-Xbatch");

    /** A wake-up is some hundred calls: until these are compiled it takes several times as long. */
    private static final int WARM_UP_PULSES = 4_000;
    private static final int WARM_UP_PAUSE_MS = 1;
    private static final int PAUSE_MS = 5;
    private static final long SETTLE_NS = TimeUnit.SECONDS.toNanos(3);
    private static final long IDLE_NS = TimeUnit.SECONDS.toNanos(Long.getLong("footprint.idleSeconds", 5));

    private final HostDomain domain = new HostDomain();
    private final List<String> addresses = new ArrayList<>();

    @AfterEach
    void end()
    {
        domain.close();
    }

    private Jvm start(Rung rung, IdleProfile idle, List<String> flags, String address)
    {
        List<String> arguments = new ArrayList<>(List.of(address, idle.name()));
        if (rung == Rung.NETWORK)
        {
            String own = "127.0.0.1:" + freePort();
            arguments.add(own);
            arguments.addAll(addresses);
            addresses.add(own);
        }
        Jvm jvm = domain.start(MeterProgram.class, flags, arguments.toArray(String[]::new));
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
        List<Jvm> pair = List.of(
            start(rung, IdleProfile.QUIET, COMPILED, "a"), start(rung, IdleProfile.QUIET, COMPILED, "b"));
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

    @Test
    void shouldAllocateNothingForAMessageOfBestEffortOnEitherSide()
    {
        List<Jvm> pair = startPair(Rung.NETWORK);
        assertEquals("0", pair.get(0).ask("measure-sent b BEST_EFFORT", "allocated"), "bytes of the sending thread");
        pair.get(0).order("flood b BEST_EFFORT");
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
        int count = rung == Rung.HOST ? 4 : 3;
        List<Jvm> processes = new ArrayList<>();
        for (int i = 0; i < count; i++)
        {
            processes.add(start(rung, idle, List.of(), "idle/" + i));
        }
        processes.forEach((each) -> assertEquals("true", each.ask("await idle/0/pulse", "found")));
        Jvm sleeper = processes.get(0);
        Jvm waker = processes.get(1);
        String socket = domain.file("bare").toString();
        pulse(waker, "pulse idle/0/pulse", WARM_UP_PULSES, WARM_UP_PAUSE_MS, sleeper);
        Figures.tell(test, "wake-up across processes: %s",
            pulse(waker, "pulse idle/0/pulse", PULSES, PAUSE_MS, sleeper));
        sleeper.ask("listen-bare " + socket, "listening");
        Figures.tell(test, "wake-up by a bare socket: %s",
            pulse(waker, "pulse-bare " + socket, PULSES, PAUSE_MS, sleeper));
        Figures.tell(test, "there and back: %s",
            waker.ask("round-trips idle/0 " + PULSES + " " + PAUSE_MS, "round trips"));
        awaitNs(SETTLE_NS);
        long[] before = processes.stream().mapToLong(Jvm::cpuNs).toArray();
        awaitNs(IDLE_NS);
        StringBuilder shares = new StringBuilder();
        for (int i = 0; i < count; i++)
        {
            shares.append(String.format(" %.2f %%", 100.0 * (processes.get(i).cpuNs() - before[i]) / IDLE_NS));
        }
        Figures.tell(test, "idle for %d s, of a core:%s", TimeUnit.NANOSECONDS.toSeconds(IDLE_NS), shares);
        // Idle for all that time, and at once awake.
        pulse(processes.get(2), "pulse idle/0/pulse", 1, PAUSE_MS, sleeper);
        processes.forEach((each) -> assertTrue(each.untold().isEmpty(), () -> each.untold().toString()));
    }

    /** Wakes another so many times, and returns how long that took each. */
    private static String pulse(Jvm waker, String order, int count, int pauseMs, Jvm sleeper)
    {
        sleeper.ask("forget-wake-ups", "forgotten");
        waker.ask(order + " " + count + " " + pauseMs, "pulsed");
        String all = "(n=" + count + ")";
        Await.until("each pulse", () -> sleeper.ask("wake-ups", "wake-ups").endsWith(all));
        return sleeper.ask("wake-ups", "wake-ups");
    }

    private static void awaitNs(long durationNs)
    {
        long startNs = System.nanoTime();
        Await.until("time to pass", Jvm.PATIENCE, () -> System.nanoTime() - startNs >= durationNs);
    }
}
