package org.gradientbus.udp;

import org.gradientbus.BusException;
import org.gradientbus.testkit.Await;
import org.junit.jupiter.api.Test;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

/** Seeds that are named, with a name server that does what a test says. */
class NamesTest
{
    private static final HostPort ONE = new HostPort("10.0.0.1", 40123);
    private static final HostPort TWO = new HostPort("10.0.0.2", 40123);
    private static final HostPort THREE = new HostPort("10.0.0.3", 40123);

    private final List<HostPort> found = new CopyOnWriteArrayList<>();
    private final Map<String, String> addressByName = new ConcurrentHashMap<>(Map.of("two.example", "10.0.0.2"));
    private final CountDownLatch release = new CountDownLatch(1);
    private final AtomicInteger asked = new AtomicInteger();

    private InetAddress[] answer(String host) throws UnknownHostException
    {
        asked.incrementAndGet();
        if (host.equals("hangs.example"))
        {
            await(release);
        }
        String address = host.matches("[0-9.]+") ? host : addressByName.get(host);
        if (address == null)
        {
            throw new UnknownHostException(host);
        }
        return InetAddress.getAllByName(address);
    }

    @Test
    void shouldFindTheOthersWhenTheServerOfOneNameHangs()
    {
        addressByName.put("hangs.example", "10.0.0.3");
        try (Names names = new Names(
            List.of("hangs.example:40123", "10.0.0.1:40123", "two.example:40123"), found::add, this::answer))
        {
            names.start();

            Await.until("those that do not hang", () -> found.containsAll(List.of(ONE, TWO)));
            assertEquals(2, found.size());
            assertFalse(names.areFound());

            release.countDown();
            Await.until("the one that hung", () -> found.contains(THREE) && names.areFound());
        }
        finally
        {
            release.countDown();
        }
    }

    @Test
    void shouldCloseAtOnceAndTellNothingWhenAServerHangs()
    {
        Names names = new Names(List.of("hangs.example:40123"), found::add, this::answer);
        names.start();
        Await.until("a question", () -> asked.get() == 1);

        names.close();

        addressByName.put("hangs.example", "10.0.0.3");
        assertFalse(names.hasEnded());
        release.countDown();
        Await.until("the end of the look-up", names::hasEnded);
        assertEquals(List.of(), found);
    }

    @Test
    void shouldFindANameWhenItAnswersLater()
    {
        try (Names names = new Names(List.of("later.example:40123"), found::add, this::answer))
        {
            names.start();
            Await.until("a question in vain", () -> asked.get() == 1);

            addressByName.put("later.example", "10.0.0.3");

            Await.until("an answer", () -> found.contains(THREE) && names.areFound());
        }
    }

    @Test
    void shouldTellAgainWhenNobodyCouldBeToldAtFirst()
    {
        AtomicInteger refusals = new AtomicInteger(1);
        try (Names names = new Names(List.of("10.0.0.1:40123"), (address) ->
        {
            if (refusals.getAndDecrement() > 0)
            {
                throw new BusException("the rung is being repaired");
            }
            found.add(address);
        }, this::answer))
        {
            names.start();

            Await.until("the address", () -> found.contains(ONE) && names.areFound());
        }
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
}
