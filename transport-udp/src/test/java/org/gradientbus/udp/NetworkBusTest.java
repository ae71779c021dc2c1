package org.gradientbus.udp;

import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.gradientbus.Bus;
import org.gradientbus.BusConfig;
import org.gradientbus.BusCounter;
import org.gradientbus.BusEvent;
import org.gradientbus.BusException;
import org.gradientbus.Peer;
import org.gradientbus.Publisher;
import org.gradientbus.ReplyHandler;
import org.gradientbus.RequestFailure;
import org.gradientbus.Requester;
import org.gradientbus.Rung;
import org.gradientbus.SendStatus;
import org.gradientbus.testkit.Await;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** Whole buses over loopback: what a user of one line of {@link UdpConfig} gets. */
class NetworkBusTest
{
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final ReplyHandler NOTHING = new ReplyHandler()
    {
        @Override
        public void onReply(long correlationId, DirectBuffer buffer, int offset, int length)
        {
        }

        @Override
        public void onFailure(long correlationId, RequestFailure failure)
        {
        }
    };

    private final String domain = "network-" + Long.toHexString(new Random().nextLong());

    @ParameterizedTest
    @EnumSource
    void shouldExchangeMessagesByNameWhenOneNamesTheOther(DriverMode mode) throws IOException
    {
        int port = freePort();
        exchange(port, UdpConfig.listen("127.0.0.1:" + port).withDriverMode(mode),
            UdpConfig.listen("127.0.0.1:0").withDriverMode(mode).seeds("localhost:" + port));
    }

    @Test
    void shouldExchangeMessagesByNameWhenDatagramsAreAsLongAsTheyMayBe() throws IOException
    {
        int port = freePort();
        exchange(port, UdpConfig.listen("127.0.0.1:" + port).withMtu(65_504),
            UdpConfig.listen("127.0.0.1:0").withMtu(65_504).seeds("localhost:" + port));
    }

    @Test
    void shouldExchangeMessagesByNameWhenTheDriverRunsAlready(@TempDir Path folder) throws IOException
    {
        int port = freePort();
        try (MediaDriver driver = MediaDriver.launch(new MediaDriver.Context()
            .aeronDirectoryName(folder.resolve("aeron").toString())
            .threadingMode(ThreadingMode.SHARED)
            .dirDeleteOnShutdown(true)))
        {
            Path aeron = Path.of(driver.aeronDirectoryName());
            exchange(port, UdpConfig.listen("127.0.0.1:" + port).driver(aeron),
                UdpConfig.listen("127.0.0.1:0").driver(aeron).seeds("localhost:" + port));
        }
    }

    private void exchange(int port, UdpConfig ofDesk, UdpConfig ofTrader)
    {
        List<Throwable> errors = new CopyOnWriteArrayList<>();
        try (Bus desk = Bus.open(config(errors).with(ofDesk));
            Bus trader = Bus.open(config(errors).with(ofTrader)))
        {
            desk.subscribe("orders", (buffer, offset, length, envelope) -> envelope.reply(buffer, offset, length));
            AtomicLong sum = new AtomicLong();
            trader.subscribe("prices/*", (buffer, offset, length, envelope) -> sum.addAndGet(buffer.getLong(offset)));
            trader.awaitService("orders", PATIENCE);
            desk.awaitService("prices/eurusd", PATIENCE);

            try (Requester orders = trader.requester("orders"); Publisher prices = desk.publisher("prices/eurusd"))
            {
                UnsafeBuffer message = new UnsafeBuffer(new byte[100_000]);
                for (int length : new int[]{8, 1376, 5_000, 100_000})
                {
                    message.putLong(0, length);
                    assertEquals(length, orders.call(message, 0, length, PATIENCE).getLong(0));
                }
                for (long price = 1; price <= 1000; price++)
                {
                    message.putLong(0, price);
                    prices.send(message, 0, Long.BYTES, PATIENCE);
                }
            }

            Await.untilEquals("the sum of the prices", PATIENCE, 500_500L, sum::get);
            Peer peer = trader.gradient().get(0);
            assertEquals(Rung.NETWORK, peer.rung());
            assertTrue(peer.endpoint().startsWith("127.0.0.1:" + port + "/"), peer.endpoint());
        }
        assertEquals(List.of(), errors);
    }

    @Test
    void shouldFailRequestsAndForgetTheNameWhenTheOtherProcessIsKilled() throws Exception
    {
        int port = freePort();
        List<BusEvent> events = new CopyOnWriteArrayList<>();
        try (Bus bus = Bus.open(config(new CopyOnWriteArrayList<>()).withEventHandler(events::add)
            .with(UdpConfig.listen("127.0.0.1:" + port)));
            ChildJvm child = new ChildJvm(EchoProgram.class, domain, "127.0.0.1:0", "127.0.0.1:" + port))
        {
            bus.awaitService("echo", PATIENCE);
            UnsafeBuffer message = new UnsafeBuffer(new byte[32]);
            try (Requester echo = bus.requester("echo"); Requester mute = bus.requester("mute"))
            {
                message.putLong(0, 42);
                assertEquals(42, echo.call(message, 0, 32, PATIENCE).getLong(0));
                var unanswered = mute.request(message, 0, 32, PATIENCE);

                child.kill();

                Throwable failure = assertThrows(Exception.class, unanswered::join);
                assertTrue(failure.toString().contains("PEER_LOST"), failure.toString());
            }
            Await.until("an event that the peer is gone", PATIENCE,
                () -> events.stream().anyMatch((each) -> each instanceof BusEvent.PeerGone));
            assertEquals(List.of(), bus.gradient());
        }
        // Whoever opens next sweeps what the killed process left.
        Bus.open(config(new CopyOnWriteArrayList<>()).with(UdpConfig.listen("127.0.0.1:0"))).close();
    }

    @Test
    void shouldCountWhatWasAcceptedWhenThePeerIsKilledBeforeItTookThat() throws Exception
    {
        int messages = 50;
        int port = freePort();
        List<BusEvent> events = new CopyOnWriteArrayList<>();
        try (Bus bus = Bus.open(config(new CopyOnWriteArrayList<>()).withEventHandler(events::add)
            .with(UdpConfig.listen("127.0.0.1:" + port)));
            ChildJvm child = new ChildJvm(EchoProgram.class, domain, "127.0.0.1:0", "127.0.0.1:" + port);
            Publisher mute = bus.publisher("mute"))
        {
            bus.awaitService("mute", PATIENCE);
            UnsafeBuffer message = new UnsafeBuffer(new byte[32]);
            mute.send(message, 0, 32, PATIENCE);
            child.signal("STOP");
            for (int i = 0; i < messages; i++)
            {
                mute.send(message, 0, 32, PATIENCE);
            }

            child.kill();

            Await.until("an event that the peer is gone", PATIENCE,
                () -> events.stream().anyMatch((each) -> each instanceof BusEvent.PeerGone));
            long lost = bus.counters().get(BusCounter.LOST_WITH_PEER);
            // The first may count as well: of what a peer took at last it may not have told.
            assertTrue(lost == messages || lost == messages + 1, lost + " " + events);
        }
    }

    @Test
    void shouldKeepThePeerWhenItsProcessIsStoppedForASecond() throws Exception
    {
        int port = freePort();
        List<BusEvent> events = new CopyOnWriteArrayList<>();
        try (Bus bus = Bus.open(config(new CopyOnWriteArrayList<>()).withEventHandler(events::add)
            .with(UdpConfig.listen("127.0.0.1:" + port)
                // A machine that is busy with other things adds to the pause.
                .withPeerTimeout(Duration.ofSeconds(5))));
            ChildJvm child = new ChildJvm(EchoProgram.class, domain, "127.0.0.1:0", "127.0.0.1:" + port);
            Requester echo = bus.requester("echo"))
        {
            bus.awaitService("echo", PATIENCE);
            UnsafeBuffer message = new UnsafeBuffer(new byte[32]);
            echo.call(message, 0, 32, PATIENCE);

            child.signal("STOP");
            var answer = echo.request(message, 0, 32, PATIENCE);
            awaitPassing(Duration.ofSeconds(1));
            child.signal("CONT");

            assertEquals(32, answer.join().capacity());
            assertEquals(1, bus.gradient().size());
            assertTrue(events.stream().noneMatch((each) -> each instanceof BusEvent.PeerGone), events::toString);
            child.end();
        }
    }

    @Test
    void shouldReachTheOthersWhenOnePeerStandsStill() throws Exception
    {
        int port = freePort();
        try (Bus bus = Bus.open(config(new CopyOnWriteArrayList<>())
            .with(UdpConfig.listen("127.0.0.1:" + port).withPeerTimeout(Duration.ofSeconds(30))));
            Bus other = Bus.open(config(new CopyOnWriteArrayList<>())
                .with(UdpConfig.listen("127.0.0.1:0").seeds("127.0.0.1:" + port)));
            ChildJvm child = new ChildJvm(EchoProgram.class, domain, "127.0.0.1:0", "127.0.0.1:" + port);
            Publisher stalled = bus.publisher("mute"); Requester asking = bus.requester("other"))
        {
            other.subscribe("other", (buffer, offset, length, envelope) -> envelope.reply(buffer, offset, length));
            bus.awaitService("mute", PATIENCE);
            bus.awaitService("other", PATIENCE);
            UnsafeBuffer message = new UnsafeBuffer(new byte[1024]);
            stalled.send(message, 0, 1024, PATIENCE);

            child.signal("STOP");
            Await.until("a window that is full", PATIENCE,
                () -> stalled.offer(message, 0, 1024) == SendStatus.BACK_PRESSURED);

            for (int i = 0; i < 500; i++)
            {
                assertEquals(1024, asking.call(message, 0, 1024, PATIENCE).capacity());
            }
            assertEquals(SendStatus.BACK_PRESSURED, stalled.offer(message, 0, 1024));
            child.signal("CONT");
            stalled.send(message, 0, 1024, PATIENCE);
            child.end();
        }
    }

    @Test
    void shouldKnowTheSameAgainWhenAPeerStandsStillAgainAndAgain() throws Exception
    {
        int port = freePort();
        UdpConfig impatient = UdpConfig.listen("127.0.0.1:" + port).withPeerTimeout(Duration.ofMillis(500));
        try (Bus bus = Bus.open(config(new CopyOnWriteArrayList<>()).with(impatient));
            ChildJvm child = new ChildJvm(EchoProgram.class, domain, "127.0.0.1:0", "127.0.0.1:" + port);
            Requester echo = bus.requester("echo"))
        {
            UnsafeBuffer message = new UnsafeBuffer(new byte[32]);
            for (int i = 0; i < 5; i++)
            {
                assertTrue(bus.awaitService("echo", PATIENCE));
                child.signal("STOP");
                Await.until("nobody there", PATIENCE, () -> bus.gradient().isEmpty());
                assertEquals(SendStatus.NO_ROUTE, echo.request(message, 0, 32, PATIENCE, NOTHING));
                child.signal("CONT");
            }

            assertTrue(bus.awaitService("echo", PATIENCE));
            assertEquals(32, echo.call(message, 0, 32, PATIENCE).capacity());
            assertEquals(1, bus.gradient().size());
            child.end();
        }
    }

    @Test
    void shouldGoOnWhenAHandlerBlocksLongerThanPeersWait() throws Exception
    {
        int port = freePort();
        List<BusEvent> events = new CopyOnWriteArrayList<>();
        CountDownLatch release = new CountDownLatch(1);
        UdpConfig impatient = UdpConfig.listen("127.0.0.1:0").seeds("127.0.0.1:" + port)
            .withPeerTimeout(Duration.ofMillis(600));
        try (Bus blocked = Bus.open(config(new CopyOnWriteArrayList<>())
            .with(UdpConfig.listen("127.0.0.1:" + port)));
            Bus other = Bus.open(config(new CopyOnWriteArrayList<>()).withEventHandler(events::add).with(impatient));
            Publisher stop = other.publisher("stop"))
        {
            AtomicLong handled = new AtomicLong();
            blocked.subscribe("stop", (buffer, offset, length, envelope) ->
            {
                handled.incrementAndGet();
                await(release);
            });
            other.awaitService("stop", PATIENCE);
            stop.send(new UnsafeBuffer(new byte[8]), 0, 8, PATIENCE);
            Await.until("a handler that blocks", PATIENCE, () -> handled.get() == 1);

            awaitPassing(Duration.ofMillis(1800));

            assertEquals(1, other.gradient().size(), events::toString);
            release.countDown();
            stop.send(new UnsafeBuffer(new byte[8]), 0, 8, PATIENCE);
            Await.until("the next message", PATIENCE, () -> handled.get() == 2);
        }
    }

    @Test
    void shouldMeetTheNewNodeWhenOneRestartsAtTheSameAddress() throws IOException
    {
        int port = freePort();
        try (Bus stays = Bus.open(config(new CopyOnWriteArrayList<>())
            .with(UdpConfig.listen("127.0.0.1:0").seeds("127.0.0.1:" + port))))
        {
            for (int incarnation = 0; incarnation < 3; incarnation++)
            {
                long answer = incarnation;
                try (Bus restarts = Bus.open(config(new CopyOnWriteArrayList<>())
                    .with(UdpConfig.listen("127.0.0.1:" + port)));
                    Requester who = stays.requester("who"))
                {
                    restarts.subscribe("who", (buffer, offset, length, envelope) ->
                    {
                        UnsafeBuffer reply = new UnsafeBuffer(new byte[8]);
                        reply.putLong(0, answer);
                        envelope.reply(reply, 0, 8);
                    });
                    stays.awaitService("who", PATIENCE);
                    assertEquals(answer, who.call(new UnsafeBuffer(new byte[8]), 0, 8, PATIENCE).getLong(0));
                }
                Await.until("nobody there", PATIENCE, () -> stays.gradient().isEmpty());
            }
        }
    }

    @Test
    void shouldSayWhyWhenThePortIsTaken() throws IOException
    {
        try (DatagramSocket taken = new DatagramSocket(new InetSocketAddress("127.0.0.1", 0)))
        {
            String at = "127.0.0.1:" + taken.getLocalPort();

            BusException refusal = assertThrows(BusException.class,
                () -> Bus.open(config(new CopyOnWriteArrayList<>()).with(UdpConfig.listen(at))));

            assertTrue(refusal.getMessage().startsWith("listenAt=" + at + " cannot be bound: "), refusal.getMessage());
        }
    }

    @Test
    void shouldSayWhyWhenTheSystemGivesNoSuchSocketBuffers() throws IOException
    {
        int bytes = 1 << 29;
        Path limit = Path.of("/proc/sys/net/core/rmem_max");
        assumeTrue(Files.exists(limit) && Integer.parseInt(Files.readString(limit).trim()) < bytes);

        BusException refusal = assertThrows(BusException.class, () ->
            Bus.open(config(new CopyOnWriteArrayList<>()).with(UdpConfig.listen("127.0.0.1:0").withWindow(bytes))));

        assertTrue(refusal.getMessage().startsWith("socketBufferBytes=" + bytes + " exceeds what the system gives, "),
            refusal.getMessage());
    }

    @Test
    void shouldIgnoreEachOtherWhenDomainsDiffer() throws IOException
    {
        int port = freePort();
        try (Bus here = Bus.open(config(new CopyOnWriteArrayList<>()).with(UdpConfig.listen("127.0.0.1:" + port)));
            Bus elsewhere = Bus.open(config(new CopyOnWriteArrayList<>()).withDomain(domain + "-other")
                .with(UdpConfig.listen("127.0.0.1:0").seeds("127.0.0.1:" + port)));
            Bus same = Bus.open(config(new CopyOnWriteArrayList<>())
                .with(UdpConfig.listen("127.0.0.1:0").seeds("127.0.0.1:" + port))))
        {
            Await.until("those of one domain", PATIENCE, () -> here.gradient().size() == 1);
            assertEquals(List.of(), elsewhere.gradient());
            assertEquals(1, same.gradient().size());
        }
    }

    private static void awaitPassing(Duration time)
    {
        long startNs = System.nanoTime();
        Await.until("time to pass", PATIENCE, () -> System.nanoTime() - startNs > time.toNanos());
    }

    private BusConfig config(List<Throwable> errors)
    {
        return BusConfig.domain(domain).withoutRung(Rung.HOST).withErrorHandler(errors::add);
    }

    private static void await(CountDownLatch latch)
    {
        try
        {
            latch.await();
        }
        catch (InterruptedException e)
        {
            Thread.currentThread().interrupt();
        }
    }

    private static int freePort() throws IOException
    {
        try (DatagramSocket probe = new DatagramSocket(new InetSocketAddress("127.0.0.1", 0)))
        {
            return probe.getLocalPort();
        }
    }
}
