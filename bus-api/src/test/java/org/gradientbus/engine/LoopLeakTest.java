package org.gradientbus.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.gradientbus.Address;
import org.gradientbus.Bus;
import org.gradientbus.BusConfig;
import org.gradientbus.Envelope;
import org.gradientbus.Loop;
import org.gradientbus.LoopConfig;
import org.gradientbus.Mailbox;
import org.gradientbus.MailboxOptions;
import org.gradientbus.PortOptions;
import org.gradientbus.Publisher;
import org.gradientbus.Requester;
import org.gradientbus.Sender;
import org.gradientbus.testkit.Await;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

import java.io.File;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;

/** What was opened and closed many times leaves nothing behind. */
class LoopLeakTest
{
    private static final int TIMES = 200;
    private static final File OPEN_FILES = new File("/proc/self/fd");

    private final RealBus bus = (RealBus)Bus.open(BusConfig.defaults().withNodeName("leaks"));
    private final UnsafeBuffer bytes = new UnsafeBuffer(new byte[16]);

    @AfterEach
    void close()
    {
        bus.close();
    }

    @Test
    void shouldLeaveNoThreadsWhenLoopsClose()
    {
        final long before = threads();
        for (int i = 0; i < TIMES; i++)
        {
            bus.loop(LoopConfig.named("leak-" + i)).close();
        }
        Await.untilEquals("threads", before, LoopLeakTest::threads);
    }

    @Test
    void shouldLeaveNoOpenFilesWhenLoopsClose()
    {
        Assumptions.assumeTrue(OPEN_FILES.isDirectory(), "open files can be counted on Linux only");
        bus.loop(LoopConfig.named("first")).close();
        final int before = openFiles();
        for (int i = 0; i < TIMES; i++)
        {
            bus.loop(LoopConfig.named("leak")).close();
            bus.loop(LoopConfig.callerRun("leak")).close();
        }
        Await.until("open files", () -> openFiles() <= before);
    }

    @Test
    void shouldLeaveNoOpenFilesWhenLoopsCannotOpen()
    {
        Assumptions.assumeTrue(OPEN_FILES.isDirectory(), "open files can be counted on Linux only");
        final int before = openFiles();
        final int blocks = bus.counterBlocks().size();
        for (int i = 0; i < TIMES; i++)
        {
            assertThrows(IllegalArgumentException.class, () ->
                bus.loop(LoopConfig.named("too-small").withSourceLength(4096)));
        }
        Await.until("open files", () -> openFiles() <= before);
        assertEquals(blocks, bus.counterBlocks().size());
    }

    @Test
    void shouldLeaveNothingWhenBusesOpenAndClose()
    {
        Assumptions.assumeTrue(OPEN_FILES.isDirectory(), "open files can be counted on Linux only");
        Bus.open().close();
        final int before = openFiles();
        final long threads = threads();
        for (int i = 0; i < 50; i++)
        {
            try (Bus other = Bus.open())
            {
                other.subscribe("a", LoopLeakTest::ignore);
                other.sender("a").offer(bytes, 0, 16);
            }
            assertThrows(IllegalArgumentException.class, () -> Bus.open(
                BusConfig.defaults().withDefaultLoop(LoopConfig.named("too-small").withSourceLength(4096))));
        }
        Await.until("open files", () -> openFiles() <= before);
        Await.untilEquals("threads", threads, LoopLeakTest::threads);
    }

    @Test
    void shouldGiveBackTheMemoryOfItsSourceWhenALoopCloses()
    {
        final long before = directBytes();
        final int largest = 1 << 23;
        for (int i = 0; i < 40; i++)
        {
            bus.loop(LoopConfig.callerRun("leak").withSourceLength(largest)).close();
        }
        Await.until("direct memory", () ->
        {
            System.gc();
            return directBytes() - before < 4L * largest;
        });
    }

    @Test
    void shouldGiveBackCountersWhenPortsAndLoopsClose()
    {
        final int before = bus.counterBlocks().size();
        for (int i = 0; i < TIMES; i++)
        {
            final Loop loop = bus.loop(LoopConfig.callerRun("leak"));
            final Mailbox mailbox =
                bus.subscribe("a", LoopLeakTest::ignore, MailboxOptions.defaults().withLoop(loop));
            final Sender sender = bus.sender("a");
            final Publisher publisher = bus.publisher("a");
            final Requester requester = bus.requester(Address.parse("a"), PortOptions.defaults().withLoop(loop));
            sender.offer(bytes, 0, 16);
            publisher.offer(bytes, 0, 16);
            loop.poll(10);
            sender.close();
            publisher.close();
            requester.close();
            mailbox.close();
            loop.close();
        }
        Await.untilEquals("counter blocks", before, bus.counterBlocks()::size);
        assertEquals(0, bus.counters().inFlight());
    }

    @Test
    void shouldForgetRoutesWhenBindingsComeAndGoUnderTraffic()
    {
        bus.subscribe("a", LoopLeakTest::ignore);
        final Publisher publisher = bus.publisher("a");
        final Sender sender = bus.sender("a");
        publisher.offer(bytes, 0, 16);
        sender.offer(bytes, 0, 16);
        final int before = bus.refs().size();
        final Loop second = bus.loop(LoopConfig.named("second"));
        for (int i = 0; i < 2_000; i++)
        {
            final Mailbox mailbox = bus.subscribe("a", LoopLeakTest::ignore,
                MailboxOptions.defaults().withLoop(i % 2 == 0 ? second : bus.defaultLoop()));
            publisher.offer(bytes, 0, 16);
            sender.offer(bytes, 0, 16);
            mailbox.close();
            publisher.offer(bytes, 0, 16);
            sender.offer(bytes, 0, 16);
        }
        System.out.println("routes after churn: refs=" + bus.refs().size() + " before=" + before);
        awaitRefs(before);
    }

    @Test
    void shouldForgetRoutesWhenTheirLoopHasClosed()
    {
        bus.subscribe("a", LoopLeakTest::ignore);
        final Publisher publisher = bus.publisher("a");
        publisher.offer(bytes, 0, 16);
        final int before = bus.refs().size();
        for (int i = 0; i < 50; i++)
        {
            final Loop loop = bus.loop(LoopConfig.named("short-lived"));
            bus.subscribe("a", LoopLeakTest::ignore, MailboxOptions.defaults().withLoop(loop));
            final Requester requester = bus.requester(Address.parse("a"), PortOptions.defaults().withLoop(loop));
            publisher.offer(bytes, 0, 16);
            loop.close();
            requester.close();
            publisher.offer(bytes, 0, 16);
        }
        awaitRefs(before);
    }

    private void awaitRefs(int expected)
    {
        Await.until("refs=" + expected, () ->
        {
            System.gc();
            return bus.refs().size() <= expected;
        });
    }

    private static long threads()
    {
        return Thread.getAllStackTraces().keySet().stream()
            .filter((each) -> each.getName().startsWith("gradient-")).count();
    }

    private static int openFiles()
    {
        return OPEN_FILES.list().length;
    }

    private static long directBytes()
    {
        return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
            .filter((each) -> each.getName().equals("direct")).mapToLong(BufferPoolMXBean::getMemoryUsed).sum();
    }

    private static void ignore(DirectBuffer buffer, int offset, int length, Envelope envelope)
    {
    }
}
