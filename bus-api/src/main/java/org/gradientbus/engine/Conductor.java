package org.gradientbus.engine;

import org.gradientbus.BusEvent;

import java.time.Duration;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The control-plane agent of a bus: a thread that looks now and then, never on the data path. It deals
 * with peers, takes routes out that nobody uses, and notices handlers that do not come to an end.
 */
final class Conductor
{
    /** While a handler runs, or a peer waits for something: tells of a slow handler soon enough. */
    private static final long TICK_NS = TimeUnit.MILLISECONDS.toNanos(50);

    /** While nothing happens. Each look costs a tenth of a millisecond, since code that seldom runs is not compiled. */
    private static final long IDLE_TICK_NS = TimeUnit.MILLISECONDS.toNanos(250);

    /** A peer had no room for what is owed to it, or more was left to read. */
    private static final long HELD_UP_NS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long MAX_HELD_UP_NS = TICK_NS - 1;

    /** Time that passed while this thread itself was held up says nothing about a handler. */
    private static final long MAX_PASSED_NS = 2 * TICK_NS;

    private final RealBus bus;
    private final Thread thread;
    private final Map<RealLoop, Sight> sights = new IdentityHashMap<>();
    private long lastNs = System.nanoTime();
    private long heldUpNs;
    private volatile boolean isStopped;

    Conductor(RealBus bus)
    {
        this.bus = bus;
        thread = new Thread(this::run, "gradient-conductor");
        thread.setDaemon(true);
    }

    void start()
    {
        thread.start();
    }

    /** There is something to do before the next look. For all threads. */
    void wake()
    {
        LockSupport.unpark(thread);
    }

    void stop()
    {
        isStopped = true;
        LockSupport.unpark(thread);
        boolean interrupted = false;
        while (thread.isAlive())
        {
            try
            {
                thread.join();
            }
            catch (final InterruptedException ignore)
            {
                interrupted = true;
            }
        }
        if (interrupted)
        {
            Thread.currentThread().interrupt();
        }
    }

    private void run()
    {
        while (!isStopped)
        {
            try
            {
                roundsUntilStopped();
            }
            catch (final Throwable late)
            {
                bus.report(late);
            }
        }
    }

    /** A method of its own, as in {@link RealLoop}. */
    private void roundsUntilStopped()
    {
        while (!isStopped)
        {
            round();
        }
    }

    private void round()
    {
        LockSupport.parkNanos(heldUpNs > 0 ? heldUpNs : pauseNs());
        final long nowNs = System.nanoTime();
        heldUpNs = talkToPeers() ? 0 : heldUpNs == 0 ? HELD_UP_NS : Math.min(2 * heldUpNs, MAX_HELD_UP_NS);
        if (nowNs - lastNs >= TICK_NS)
        {
            lookAtLoops(Math.min(nowNs - lastNs, MAX_PASSED_NS));
            lastNs = nowNs;
        }
    }

    /** A handler that is not seen to run yet is to be found before it is slow. */
    private long pauseNs()
    {
        if (!sights.isEmpty())
        {
            return TICK_NS;
        }
        final long idleNs = Math.min(IDLE_TICK_NS, bus.config().slowHandlerThreshold().toNanos() / 2);
        return Math.max(TICK_NS, Math.min(idleNs, bus.controlPlane().dueInNs(System.nanoTime())));
    }

    private void lookAtLoops(long passedNs)
    {
        try
        {
            bus.retiredRoutes().sweep();
            sights.keySet().removeIf(RealLoop::isTerminated);
            bus.loops().forEach((loop) -> look(loop, passedNs));
        }
        catch (final Throwable error)
        {
            bus.report(error);
        }
    }

    private boolean talkToPeers()
    {
        try
        {
            return bus.controlPlane().doWork();
        }
        catch (final Throwable error)
        {
            bus.report(error);
            return true;
        }
    }

    private void look(RealLoop loop, long passedNs)
    {
        final RealMailbox running = loop.running();
        final Sight before = sights.get(loop);
        if (running == null)
        {
            sights.remove(loop);
        }
        else if (before == null || before.mailbox != running || before.delivered != running.delivered())
        {
            sights.put(loop, new Sight(running, running.delivered()));
        }
        else
        {
            before.soFarNs += passedNs;
            if (!before.isTold && before.soFarNs >= bus.config().slowHandlerThreshold().toNanos())
            {
                before.isTold = true;
                tell(loop, running, before.soFarNs);
            }
        }
    }

    private void tell(RealLoop loop, RealMailbox mailbox, long soFarNs)
    {
        final Thread owner = loop.owner();
        final List<StackTraceElement> stack = owner == null ? List.of() : List.of(owner.getStackTrace());
        final SlowHandlerEvent event = new SlowHandlerEvent();
        if (event.shouldCommit())
        {
            event.mailbox = mailbox.port().toString();
            event.loop = loop.name();
            event.soFarNs = soFarNs;
            event.commit();
        }
        bus.tell(new BusEvent.SlowHandler(mailbox.port(), loop.name(), Duration.ofNanos(soFarNs), stack));
    }

    /** What was seen at a loop, and for how long nothing has moved. */
    private static final class Sight
    {
        private final RealMailbox mailbox;
        private final long delivered;
        private long soFarNs;
        private boolean isTold;

        private Sight(RealMailbox mailbox, long delivered)
        {
            this.mailbox = mailbox;
            this.delivered = delivered;
        }
    }
}
