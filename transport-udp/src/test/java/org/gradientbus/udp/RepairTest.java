package org.gradientbus.udp;

import org.agrona.concurrent.UnsafeBuffer;
import org.gradientbus.Bus;
import org.gradientbus.BusConfig;
import org.gradientbus.BusEvent;
import org.gradientbus.RequestException;
import org.gradientbus.Requester;
import org.gradientbus.Rung;
import org.gradientbus.testkit.Await;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** Drivers and clients end by themselves, or stand still for so long that they do; the rung goes on. */
@Timeout(180)
class RepairTest
{
    private static final Duration PATIENCE = Duration.ofSeconds(40);

    /** Longer than Aeron waits for anybody: ten seconds. */
    private static final Duration STANDSTILL = Duration.ofSeconds(15);

    private final String domain = "repair-" + Long.toHexString(new Random().nextLong());
    private final List<BusEvent> events = new CopyOnWriteArrayList<>();

    @Test
    void shouldGoOnWithAnotherDriverWhenTheThreadOfItsDriverEnds() throws IOException
    {
        int port = freePort();
        try (Bus broken = open(UdpConfig.listen("127.0.0.1:" + port).withDriverMode(DriverMode.SHARED));
            Bus other = open(UdpConfig.listen("127.0.0.1:0").seeds("127.0.0.1:" + port));
            NumberedTraffic there = new NumberedTraffic(broken, other, "there");
            NumberedTraffic back = new NumberedTraffic(other, broken, "back"))
        {
            for (int round = 1; round <= 2; round++)
            {
                int repairs = round;
                there.awaitFlow();
                back.awaitFlow();

                driverThread().interrupt();

                Await.until("a rung that is up again", PATIENCE, () -> count(BusEvent.RungUp.class) >= repairs);
                there.awaitFlow();
                back.awaitFlow();
            }
            there.endAndCheck();
            back.endAndCheck();
            assertEquals(count(BusEvent.RungDown.class), count(BusEvent.RungUp.class), events::toString);
            assertEquals(List.of(), broken.explain("there").remarks());
        }
    }

    @Test
    void shouldGoOnWhenADriverOfItsOwnProcessIsKilledAndStartedAgain(@TempDir Path folder) throws Exception
    {
        int port = freePort();
        String aeron = folder.resolve("aeron").toString();
        try (ChildJvm first = driver(aeron);
            Bus broken = open(UdpConfig.listen("127.0.0.1:" + port).driver(Path.of(aeron)));
            Bus other = open(UdpConfig.listen("127.0.0.1:0").seeds("127.0.0.1:" + port));
            NumberedTraffic there = new NumberedTraffic(broken, other, "there");
            NumberedTraffic back = new NumberedTraffic(other, broken, "back"))
        {
            there.awaitFlow();
            back.awaitFlow();

            first.kill();
            Await.until("a rung that is down", PATIENCE, () -> count(BusEvent.RungDown.class) > 0 &&
                broken.explain("there").remarks().toString().contains("NETWORK is being repaired"));
            try (ChildJvm second = driver(aeron))
            {
                there.awaitFlow();
                back.awaitFlow();
                there.endAndCheck();
                back.endAndCheck();
                assertEquals(count(BusEvent.RungDown.class), count(BusEvent.RungUp.class), events::toString);
                second.kill();
            }
        }
    }

    @Test
    void shouldGoOnWhenADriverOfItsOwnProcessStandsStillFor15Seconds(@TempDir Path folder) throws Exception
    {
        int port = freePort();
        String aeron = folder.resolve("aeron").toString();
        try (ChildJvm driver = driver(aeron);
            Bus broken = open(UdpConfig.listen("127.0.0.1:" + port).driver(Path.of(aeron)));
            Bus other = open(UdpConfig.listen("127.0.0.1:0").seeds("127.0.0.1:" + port));
            NumberedTraffic there = new NumberedTraffic(broken, other, "there");
            NumberedTraffic back = new NumberedTraffic(other, broken, "back"))
        {
            there.awaitFlow();
            back.awaitFlow();

            driver.signal("STOP");
            awaitPassing(STANDSTILL);
            driver.signal("CONT");

            there.awaitFlow();
            back.awaitFlow();
            there.endAndCheck();
            back.endAndCheck();
            driver.kill();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"INVOKER", "SHARED"})
    void shouldMeetAgainWhenAProcessStandsStillFor15Seconds(DriverMode mode) throws Exception
    {
        int port = freePort();
        try (Bus bus = open(UdpConfig.listen("127.0.0.1:" + port));
            ChildJvm child = new ChildJvm(EchoProgram.class, domain, mode + " 127.0.0.1:0", "127.0.0.1:" + port);
            Requester echo = bus.requester("echo"))
        {
            UnsafeBuffer message = new UnsafeBuffer(new byte[32]);
            bus.awaitService("echo", PATIENCE);
            echo.call(message, 0, 32, PATIENCE);

            child.signal("STOP");
            awaitPassing(STANDSTILL);
            Await.until("a peer that is lost", PATIENCE, () -> count(BusEvent.PeerGone.class) > 0);
            child.signal("CONT");

            // It may be met, and lost again as its client finds out that it is late.
            Await.until("an answer", PATIENCE, () -> bus.awaitService("echo", PATIENCE) && isAnswered(echo, message));
            child.end();
        }
    }

    private static boolean isAnswered(Requester echo, UnsafeBuffer message)
    {
        try
        {
            message.putLong(0, 42);
            return echo.call(message, 0, 32, PATIENCE).getLong(0) == 42;
        }
        catch (RequestException failed)
        {
            return false;
        }
    }

    private Bus open(UdpConfig config)
    {
        // What Aeron complains of goes to the error handler; the test asks for what users see.
        return Bus.open(BusConfig.domain(domain).withoutRung(Rung.HOST).with(config)
            .withEventHandler(events::add)
            .withErrorHandler((error) ->
            {
            }));
    }

    private static ChildJvm driver(String directory) throws IOException
    {
        ChildJvm driver = new ChildJvm(DriverProgram.class, directory);
        Await.until("a driver", PATIENCE, () -> !driver.lines().isEmpty());
        return driver;
    }

    private long count(Class<? extends BusEvent> kind)
    {
        return events.stream().filter(kind::isInstance).count();
    }

    private static Thread driverThread()
    {
        Thread[] threads = new Thread[Thread.activeCount() * 2];
        int length = Thread.enumerate(threads);
        for (int i = 0; i < length; i++)
        {
            if (threads[i].getName().endsWith("[sender,receiver,driver-conductor]"))
            {
                return threads[i];
            }
        }
        throw new AssertionError("no thread of a driver among " + Arrays.toString(threads));
    }

    private static void awaitPassing(Duration time)
    {
        long startNs = System.nanoTime();
        Await.until("time to pass", PATIENCE, () -> System.nanoTime() - startNs > time.toNanos());
    }

    private static int freePort() throws IOException
    {
        try (DatagramSocket probe = new DatagramSocket(new InetSocketAddress("127.0.0.1", 0)))
        {
            return probe.getLocalPort();
        }
    }
}
