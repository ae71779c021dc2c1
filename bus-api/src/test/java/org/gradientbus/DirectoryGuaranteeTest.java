package org.gradientbus;

import static org.gradientbus.BusRig.LONG;
import static org.gradientbus.BusRig.on;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.gradientbus.testkit.Await;
import org.junit.jupiter.api.Test;

/**
 * What those who watch the directory are told.
 */
class DirectoryGuaranteeTest
{
    /** Remembers what it was told, and that it made sense: up before down, none twice, one thread at a time. */
    private static final class Watcher implements DirectoryListener
    {
        private final List<String> told = new ArrayList<>();
        private final Set<Binding> present = new HashSet<>();
        private final List<String> wrong = new ArrayList<>();
        private final AtomicBoolean isCalled = new AtomicBoolean();

        @Override
        public synchronized void onUp(Binding binding)
        {
            change(binding, "up ", present.add(binding));
        }

        @Override
        public synchronized void onDown(Binding binding)
        {
            change(binding, "down ", present.remove(binding));
        }

        private void change(Binding binding, String what, boolean isSensible)
        {
            boolean isAlone = isCalled.compareAndSet(false, true);
            told.add(what + binding.address());
            if (!isSensible || !isAlone)
            {
                wrong.add(what + binding);
            }
            isCalled.set(false);
        }

        synchronized List<String> told()
        {
            return List.copyOf(told);
        }

        synchronized Set<Binding> present()
        {
            return Set.copyOf(present);
        }

        synchronized List<String> wrong()
        {
            return List.copyOf(wrong);
        }
    }

    @Test
    void shouldTellThePresentAtOnceAndThenEachChangeInOrderWhenWatched()
    {
        try (BusRig rig = new BusRig())
        {
            Mailbox one = rig.bus.subscribe("a/1", new Inbox());
            rig.bus.subscribe("b/1", new Inbox());
            Watcher watcher = new Watcher();
            Watch watch = rig.bus.watch(Address.parse("a/*"), watcher);
            assertEquals(List.of("up a/1"), watcher.told());
            assertEquals(Set.of(new Binding(Address.parse("a/1"), one.port(), Rung.PROCESS)), watcher.present());

            Mailbox two = rig.bus.subscribe("a/2", new Inbox());
            one.bind(Address.parse("a/3"));
            one.unbind(Address.parse("a/1"));
            two.close();
            one.close();
            watch.close();
            watch.close();
            rig.bus.subscribe("a/4", new Inbox());

            assertEquals(List.of("up a/1", "up a/2", "up a/3", "down a/1", "down a/2", "down a/3"), watcher.told());
            assertEquals(List.of(), watcher.wrong());
        }
    }

    @Test
    void shouldTellOfAServiceOnlyWhileBothHalvesMatch()
    {
        try (BusRig rig = new BusRig())
        {
            Watcher watcher = new Watcher();
            rig.bus.watch(Address.parse("printer@{8080,1}"), watcher);
            Mailbox mailbox = rig.bus.subscribe("printer", new Inbox());
            assertEquals(List.of(), watcher.told());
            mailbox.bind(Address.parse("{8080,0-9}"));
            mailbox.unbind(Address.parse("printer"));

            assertEquals(4, watcher.told().size(), watcher.told()::toString);
            assertEquals(Set.of(), watcher.present());
            assertEquals(List.of(), watcher.wrong());
        }
    }

    @Test
    void shouldLoseAndRepeatNothingWhenManyThreadsBindAtOnce()
    {
        try (BusRig rig = new BusRig())
        {
            List<Watcher> watchers = List.of(new Watcher(), new Watcher(), new Watcher());
            Set<Binding> left = new HashSet<>();
            AtomicInteger started = new AtomicInteger();
            for (int i = 0; i < 4; i++)
            {
                long seed = i;
                rig.start(() ->
                {
                    started.incrementAndGet();
                    Set<Binding> mine = bindAndUnbind(rig.bus, new SplittableRandom(seed));
                    synchronized (left)
                    {
                        left.addAll(mine);
                    }
                });
            }
            Await.untilEquals(4, started::get);
            watchers.forEach((each) -> rig.bus.watch(Address.parse("a/*"), each));
            rig.join();

            for (Watcher each : watchers)
            {
                Await.untilEquals(left, each::present);
                assertEquals(List.of(), each.wrong());
            }
        }
    }

    private static Set<Binding> bindAndUnbind(Bus bus, SplittableRandom random)
    {
        Set<Binding> left = new HashSet<>();
        for (int round = 0; round < 200; round++)
        {
            Mailbox mailbox = bus.subscribe("a/" + random.nextInt(10), new Inbox());
            for (int i = 10; i < 15; i++)
            {
                mailbox.bind(Address.parse("a/" + i));
            }
            if (random.nextBoolean())
            {
                mailbox.unbind(Address.parse("a/12"));
            }
            if (random.nextInt(4) > 0)
            {
                mailbox.close();
            }
            mailbox.bindings().forEach((each) -> left.add(new Binding(each, mailbox.port(), Rung.PROCESS)));
        }
        return left;
    }

    @Test
    void shouldTellTheNextChangeWhenAListenerThrew()
    {
        try (BusRig rig = new BusRig())
        {
            List<String> told = new ArrayList<>();
            rig.bus.watch(Address.parse("a/*"), new DirectoryListener()
            {
                @Override
                public void onUp(Binding binding)
                {
                    told.add("up " + binding.address());
                    if (told.size() == 1)
                    {
                        throw new IllegalStateException("of the test");
                    }
                    throw new AssertionError("of the test");
                }

                @Override
                public void onDown(Binding binding)
                {
                    told.add("down " + binding.address());
                }
            });
            rig.bus.subscribe("a/1", new Inbox());
            rig.bus.subscribe("a/2", new Inbox()).close();

            assertEquals(List.of("up a/1", "up a/2", "down a/2"), told);
            assertEquals(2, rig.errors.size());
            rig.errors.clear();
        }
    }

    @Test
    void shouldWakeAtOnceWhenAServiceThatIsAwaitedComes()
    {
        try (BusRig rig = new BusRig())
        {
            AtomicBoolean isThere = new AtomicBoolean();
            Thread waiting = rig.start(() -> isThere.set(rig.bus.awaitService("{8080,1}", Duration.ofHours(1))));
            Await.until("the thread to wait", () -> waiting.getState() == Thread.State.TIMED_WAITING);
            rig.bus.subscribe("{8080,2}", new Inbox());
            assertEquals(Thread.State.TIMED_WAITING, waiting.getState());

            rig.bus.subscribe("{8080,0-1}", new Inbox());
            rig.join();

            assertTrue(isThere.get());
            assertTrue(rig.bus.awaitService("{8080,2}", LONG));
        }
    }

    @Test
    void shouldSayFalseWhenNoServiceComesInTime()
    {
        try (BusRig rig = new BusRig())
        {
            assertFalse(rig.bus.awaitService("a", Duration.ofMillis(1)));
        }
    }

    @Test
    void shouldExplainEachCandidateWhenAsked()
    {
        try (BusRig rig = new BusRig())
        {
            assertTrue(rig.bus.explain(Address.parse("a")).toString().contains("NO_ROUTE"));
            Mailbox one = rig.bus.subscribe("a", new Inbox());
            rig.bus.subscribe("*", new Inbox(), on(rig.polledLoop("other")));
            BusRig.offer(rig.bus.sender(one.port().toString()), 1);

            Explanation explanation = rig.bus.explain(Address.parse("a"));

            assertEquals(Set.of("a", "*"), new HashSet<>(
                explanation.candidates().stream().map((each) -> each.boundAs().toString()).toList()));
            for (Explanation.Candidate each : explanation.candidates())
            {
                assertEquals(Rung.PROCESS, each.rung());
                assertTrue(each.chosen());
                assertEquals(each.port().equals(one.port()) ? BusRig.RECORD_LENGTH : 0, each.backlogBytes());
                assertTrue(explanation.toString().contains(each.port().toString()), explanation::toString);
            }
            assertEquals(one.port(), rig.bus.explain(one.port()).candidates().get(0).port());
        }
    }
}
