package org.gradientbus.system;

import org.gradientbus.Binding;
import org.gradientbus.Bus;
import org.gradientbus.DirectoryListener;
import org.gradientbus.ReplyHandler;
import org.gradientbus.RequestFailure;
import org.gradientbus.Requester;
import org.gradientbus.SendStatus;
import org.gradientbus.testkit.Await;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A process is killed: what those who had to do with it see, and after how long. */
@Timeout(value = 1, unit = TimeUnit.HOURS)
class DeathTest
{
    private static final int ALIVE = 3;
    private static final int REQUESTS = 10;

    private final HostDomain domain = new HostDomain();
    private final Map<String, Long> goneNs = new ConcurrentHashMap<>();

    @AfterEach
    void end()
    {
        domain.close();
    }

    /** Counts outcomes, and notes when the last of them came. */
    private static final class Outcomes implements ReplyHandler
    {
        private volatile int lost;
        private volatile int others;
        private volatile long lastNs;

        @Override
        public void onReply(long correlationId, DirectBuffer buffer, int offset, int length)
        {
            others++;
        }

        @Override
        public void onFailure(long correlationId, RequestFailure failure)
        {
            lastNs = System.nanoTime();
            if (failure == RequestFailure.PEER_LOST)
            {
                lost++;
            }
            else
            {
                others++;
            }
        }
    }

    @Test
    void shouldFailPendingRequestsAndRemoveRoutesAtOnceWhenAPeerIsKilled(TestInfo test)
    {
        int deaths = Integer.getInteger("kills.deaths", 5);
        Bus bus = domain.open();
        bus.watch("victim/*/silent", new DirectoryListener()
        {
            @Override
            public void onUp(Binding binding)
            {
            }

            @Override
            public void onDown(Binding binding)
            {
                goneNs.put(binding.address().toString(), System.nanoTime());
            }
        });
        UnsafeBuffer question = new UnsafeBuffer(new byte[32]);
        Deque<Jvm> victims = new ArrayDeque<>();
        long[] requestsNs = new long[deaths];
        long[] routesNs = new long[deaths];
        for (int i = 0, started = 0; i < deaths; i++)
        {
            for (; started < deaths && victims.size() < ALIVE; started++)
            {
                victims.add(domain.startShortLived(
                    ServiceProgram.class, "victim " + started, "victim/" + started, "1024"));
            }
            Jvm victim = victims.remove();
            victim.await("open");
            String address = "victim/" + i + "/silent";
            assertTrue(bus.awaitService(address, Jvm.PATIENCE));
            Outcomes outcomes = new Outcomes();
            try (Requester requester = bus.requester(address))
            {
                for (int k = 0; k < REQUESTS; k++)
                {
                    assertEquals(SendStatus.ACCEPTED,
                        requester.request(question, 0, question.capacity(), Duration.ofMinutes(5), outcomes));
                }
                // Some have been taken, some may be waiting: it makes no difference.
                long killedNs = System.nanoTime();
                victim.kill();
                Await.until("the end of each request", () -> outcomes.lost + outcomes.others == REQUESTS);
                Await.until("no route", () -> goneNs.containsKey(address));
                assertEquals(REQUESTS, outcomes.lost);
                requestsNs[i] = outcomes.lastNs - killedNs;
                routesNs[i] = goneNs.get(address) - killedNs;
                assertEquals(SendStatus.NO_ROUTE,
                    requester.request(question, 0, question.capacity(), Duration.ofMinutes(5), outcomes));
            }
            victim.join();
            domain.forget(victim);
        }
        Await.until("no peer", () -> bus.gradient().isEmpty());
        Await.until("nothing of the dead", () -> domain.nodeFolders().size() == 1);
        Figures.tell(test, "deaths=%d, from kill to requests failed: %s; to routes gone: %s",
            deaths, Figures.us(requestsNs), Figures.us(routesNs));
        bus.close();
        Await.until("no file", () -> domain.files().isEmpty());
        domain.assertNoErrors();
    }
}
