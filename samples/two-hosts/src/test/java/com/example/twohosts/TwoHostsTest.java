package com.example.twohosts;

import org.gradientbus.BusException;
import org.gradientbus.process.Child;
import org.gradientbus.process.Output;
import org.gradientbus.process.ProcessSpec;
import org.gradientbus.process.Signal;
import org.gradientbus.process.Supervisor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** What hosts are made of, and that nothing of it is left. */
@Timeout(120)
class TwoHostsTest
{
    private static final String SLEEPER = "sleep infinity";

    @TempDir
    private Path folder;

    @Test
    void shouldEndWhatHoldsTheHostsWhenClosed()
    {
        TwoHosts hosts = TwoHosts.open();
        List<ProcessHandle> holders = holders(ProcessHandle.current());
        assertEquals(hosts.areNamespaces() ? 2 : 0, holders.size());

        hosts.close();

        assertTrue(holders.stream().noneMatch(ProcessHandle::isAlive));
    }

    @Test
    void shouldAddNothingToANetworkThatOthersUse() throws IOException
    {
        String before = interfaces();
        assumeTrue(before.lines().count() > 3, "this network is nobody's but ours");

        try (TwoHosts hosts = TwoHosts.besideThis())
        {
            assertEquals(before, interfaces());
            assertFalse(hosts.areNamespaces());
            assertNotEquals(hosts.first().endpoint(), hosts.second().endpoint());
        }
    }

    @Test
    void shouldMakeHostsAnewWhenThoseBeforeWereClosed() throws IOException
    {
        assumeNamespaces();
        try (Supervisor supervisor = Supervisor.open())
        {
            Child program = start(supervisor, Twice.class);

            assertTrue(program.awaitExit(Duration.ofSeconds(60)).orElseThrow().isSuccess(), this::said);
            assertEquals("true true", said().strip());
        }
    }

    @Test
    void shouldLeaveNothingWhenTheJvmIsKilled() throws IOException
    {
        assumeNamespaces();
        try (Supervisor supervisor = Supervisor.open())
        {
            Child program = start(supervisor, Lasting.class);
            await("the hosts", () -> said().contains("made"));
            List<ProcessHandle> holders = holders(program.handle().orElseThrow());
            assertEquals(1, holders.size());

            program.kill(Signal.KILL);

            await("the end of what holds the second host", () -> holders.stream().noneMatch(ProcessHandle::isAlive));
        }
    }

    /** Makes two hosts, takes them away, and makes two others. */
    static final class Twice
    {
        public static void main(String[] args)
        {
            try (TwoHosts first = TwoHosts.besideThis())
            {
                System.out.print(first.areNamespaces() + " ");
            }
            try (TwoHosts second = TwoHosts.besideThis())
            {
                System.out.println(second.areNamespaces());
            }
        }
    }

    /** Makes two hosts, and waits for its end. */
    static final class Lasting
    {
        public static void main(String[] args) throws InterruptedException
        {
            try (TwoHosts hosts = TwoHosts.besideThis())
            {
                System.out.println("made " + hosts.areNamespaces());
                Thread.currentThread().join();
            }
        }
    }

    private static void assumeNamespaces()
    {
        try (TwoHosts hosts = TwoHosts.open())
        {
            assumeTrue(hosts.areNamespaces(), "network namespaces need root, iproute2 and util-linux");
        }
    }

    private Child start(Supervisor supervisor, Class<?> main)
    {
        return supervisor.spawn(TwoHosts.alone(ProcessSpec.java(main))
            .withOutput(Output.toFile(folder.resolve("out")))
            .withErrors(Output.toFile(folder.resolve("out"))));
    }

    private String said()
    {
        try
        {
            return Files.readString(folder.resolve("out"));
        }
        catch (IOException unread)
        {
            return "";
        }
    }

    private static List<ProcessHandle> holders(ProcessHandle parent)
    {
        return parent.children()
            .filter((each) -> each.info().commandLine().orElse("").endsWith(SLEEPER))
            .toList();
    }

    private static String interfaces() throws IOException
    {
        try (var lines = Files.lines(Path.of("/proc/self/net/dev")))
        {
            return String.join("\n", lines.map((line) -> line.split(":")[0]).toList());
        }
    }

    private static void await(String what, BooleanSupplier condition)
    {
        long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!condition.getAsBoolean())
        {
            if (System.nanoTime() - deadlineNs > 0)
            {
                throw new BusException("no " + what);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        }
    }
}
