package org.gradientbus.engine;

import org.agrona.collections.Int2ObjectHashMap;
import org.gradientbus.BusCounter;
import org.gradientbus.Loop;
import org.gradientbus.LoopConfig;
import org.gradientbus.PortAddress;
import org.gradientbus.RequestFailure;
import org.gradientbus.spi.FrameHandler;
import org.gradientbus.spi.Link;
import org.gradientbus.spi.Transport;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * A loop: its sources, the duty cycle, timers, and commands from other threads.
 *
 * <pre>
 *   duty cycle:  frames from the sources -&gt; commands -&gt; what waited for a position -&gt; notices -&gt; request
 * timeouts
 * </pre>
 *
 * <p>One thread at a time owns the loop: its own thread from start to end, or whoever calls {@link #poll} for the
 * length of that call.
 */
final class RealLoop implements Loop
{
    /** As long as a loop sleeps that waits for what nobody will wake it for. */
    private static final long TICK_NS = TimeUnit.MILLISECONDS.toNanos(1);

    /**
     * A claim that stays open keeps the source from being empty; after so many looks the loop sleeps a tick at a time.
     */
    private static final int LOOKS_AT_OPEN_CLAIM = 64;

    private static final long STAY_AWAKE = -1;
    private static final long FOR_EVER_NS = TimeUnit.DAYS.toNanos(1000);

    private final RealBus bus;
    private final LoopConfig config;
    private final LoopSignal signal = new LoopSignal();
    private final int number;
    private final Sources sources;
    private final Link link;
    private final CounterBlock counters;
    private final Delivery delivery;
    private final LoopCommands commands;
    private final RequestTimers timers;

    /** What peers send to under a number, and what takes the frames of each rung. */
    private final Int2ObjectHashMap<ReceivedList> lists = new Int2ObjectHashMap<>();
    private final Arrivals[] arrivals;

    private final AtomicBoolean isClosing = new AtomicBoolean();
    private volatile boolean isStopping;
    private volatile boolean isTerminated;

    private final LoopWords words = new LoopWords();
    private final LoopClock clock;
    private int looksAtOpenClaim;
    private long stopDeadlineNs;

    /**
     * Opens a loop.
     *
     * @param bus        that it belongs to
     * @param number     unique among the open loops of the bus
     * @param config     how it is run
     * @param transports the PROCESS rung, and those that reach peers
     */
    RealLoop(RealBus bus, int number, LoopConfig config, Transports transports)
    {
        this.bus = bus;
        this.number = number;
        this.config = config;
        final List<Transport> rungs = new ArrayList<>();
        commands = new LoopCommands(bus);
        sources = openSources(transports, rungs);
        link = transports.own().connect(transports.own().endpoint(), number);
        counters = bus.counterBlocks().allocate();
        delivery = new Delivery(bus, this, words);
        clock = new LoopClock(bus.config().clock());
        timers = new RequestTimers(clock);
        arrivals = rungs.stream()
            .map((each) -> new Arrivals(bus, this, each.rung(), lists))
            .toArray(Arrivals[]::new);
    }

    @Override
    public String name()
    {
        return config.name();
    }

    @Override
    public int poll(int limit)
    {
        if (!config.callerRun())
        {
            throw new IllegalStateException(
                "loop " + name() + " has a thread of its own: LoopConfig.callerRun(name) makes one without");
        }
        if (limit < 1)
        {
            throw new IllegalArgumentException("limit=" + limit + " must be at least 1");
        }
        if (!acquire())
        {
            return 0;
        }
        clock.passed();
        return cycleAndRelease(limit);
    }

    @Override
    public boolean isCurrentThread()
    {
        return words.owner() == Thread.currentThread();
    }

    @Override
    public long backlogBytes()
    {
        return sources.backlogBytes();
    }

    @Override
    public void close()
    {
        bus.endings().closeLoop(this);
    }

    @Override
    public String toString()
    {
        return "Loop " + name();
    }

    LoopConfig config()
    {
        return config;
    }

    /** By which peers name it. */
    int number()
    {
        return number;
    }

    Link link()
    {
        return link;
    }

    Delivery delivery()
    {
        return delivery;
    }

    CounterBlock counters()
    {
        return counters;
    }

    /** Counts on the loop's thread, or on whichever closes after it. */
    void count(BusCounter counter)
    {
        if (isTerminated)
        {
            bus.counterBlocks().shared().addShared(counter, 1);
        }
        else
        {
            counters.increment(counter);
        }
    }

    boolean belongsTo(RealBus other)
    {
        return bus == other;
    }

    /** No more frames will ever be handled. */
    boolean isTerminated()
    {
        return isTerminated;
    }

    /** Nothing new is opened on it any more. */
    boolean isClosing()
    {
        return isClosing.get();
    }

    /** Begins to close; false when that has begun before. */
    boolean beginClosing()
    {
        return isClosing.compareAndSet(false, true);
    }

    /** The thread that polls now, or null. */
    Thread owner()
    {
        return words.owner();
    }

    /** The mailbox whose handler runs; see {@link LoopWords#running()}. */
    RealMailbox running()
    {
        return words.running();
    }

    /** A reply's handler runs next: the mailbox that ran before it is not to blame for what it does. */
    void runsNoMailbox()
    {
        words.running(null);
    }

    /** Who holds this loop up: the mailbox whose handler runs, else the one asked for. */
    PortAddress laggard(RealMailbox otherwise)
    {
        final RealMailbox now = running();
        return now == null ? otherwise.port() : now.port();
    }

    LoopClock clock()
    {
        return clock;
    }

    RequestTimers timers()
    {
        return timers;
    }

    /** A request with this deadline was noted: the loop must not sleep beyond it. */
    void requestInserted(long deadlineNs)
    {
        signal.wakeIfSleepingBeyond(deadlineNs);
    }

    /** Runs an action on the loop's thread, soon; on the caller's when the loop has ended. */
    void command(Runnable action)
    {
        commands.add(action);
        signal.wakeIfSleeping();
        if (isTerminated)
        {
            commands.run();
        }
    }

    /** Runs an action on the loop's thread once everything is handled that is claimed by now. */
    void afterWhatIsClaimed(Runnable action)
    {
        final long[] positions = sources.claimedPositions();
        command(() ->
        {
            if (isTerminated)
            {
                action.run();
            }
            else
            {
                commands.addAt(positions, action);
            }
        });
    }

    /** Waits until no handler runs that began before this call. Returns false when that takes too long. */
    boolean awaitBatchEnd()
    {
        if (isCurrentThread())
        {
            return true;
        }
        final long seen = words.batch();
        final boolean isWithin = (seen & 1) != 0;
        final Waiting pause = new Waiting(bus.config().closeTimeout());
        while (isWithin && !isTerminated && words.batch() == seen)
        {
            if (!pause.pauseThroughInterrupts())
            {
                return false;
            }
        }
        return true;
    }

    /** Does its thread sleep, or is it about to? */
    boolean isAsleep()
    {
        return signal.isSleeping();
    }

    /** Is nothing waiting to be handled or told? */
    boolean isQuiet()
    {
        return !sources.hasWork() && commands.isEmpty() && !delivery.hasNotices();
    }

    long claimedPosition()
    {
        return sources.claimedPosition();
    }

    /** How many lists peers have here; an old number on other threads. */
    int lists()
    {
        return lists.size();
    }

    /** Forgets what a peer that is gone had listed. By the loop's thread. */
    void dropLists(int slot)
    {
        lists.keySet().removeIf((list) -> RemoteLoop.slotOf(list) == slot);
        for (final Arrivals each : arrivals)
        {
            each.forgetLast();
        }
    }

    /** Becomes the owner; fails when another is. Returns false when that other is the one who closes the loop. */
    private boolean acquire()
    {
        if (isTerminated)
        {
            return false;
        }
        if (tryAcquire())
        {
            return true;
        }
        final Thread other = owner();
        if (other != Thread.currentThread() && (isStopping || bus.isClosed()))
        {
            return false;
        }
        throw new IllegalStateException(other == Thread.currentThread() ?
            "loop " + name() + " is polled by one of its own handlers" :
            "loop " + name() + " is polled by thread " + (other == null ? "unknown" : other.getName()) +
            " at this moment: one thread at a time");
    }

    /** By a caller who became the owner for this cycle. What has ended in the meantime is left alone. */
    int cycleAndRelease(int limit)
    {
        try
        {
            return isTerminated ? 0 : dutyCycle(limit);
        }
        finally
        {
            release();
            endIfNobodyElseCould();
        }
    }

    /** Who closes does not wait for ever for a handler to return: the one who polled it ends the loop then. */
    private void endIfNobodyElseCould()
    {
        if (isStopping && !isTerminated && tryAcquire())
        {
            terminateAndRelease();
        }
    }

    /** By a caller who became the owner to end the loop. */
    void terminateAndRelease()
    {
        try
        {
            if (!isTerminated)
            {
                terminate();
            }
        }
        finally
        {
            release();
        }
    }

    boolean tryAcquire()
    {
        return words.acquire(Thread.currentThread());
    }

    private void release()
    {
        words.release();
    }

    /** The body of the loop's own thread. */
    void run()
    {
        tryAcquire();
        final Idler idler = new Idler(config.idle(), this);
        while (!isStopping)
        {
            try
            {
                cycleUntilStopped(idler);
            }
            catch (final Throwable late)
            {
                bus.report(late);
            }
        }
        terminate();
    }

    /**
     * A method of its own, so that the handler of errors stands in another: the JVM may tell of memory that was lost at
     * the end of a round, and compiled loops have no way from there to a handler around them.
     */
    private void cycleUntilStopped(Idler idler)
    {
        while (!isStopping)
        {
            idler.idle(cycleReportingErrors());
        }
    }

    private int cycleReportingErrors()
    {
        try
        {
            return dutyCycle(config.batchLimit());
        }
        catch (final Throwable error)
        {
            bus.report(error);
            return 0;
        }
    }

    /** Asks the loop's own thread to end: to handle what it can until the deadline, and to count the rest. */
    void stop(long deadlineNs)
    {
        stopDeadlineNs = deadlineNs;
        isStopping = true;
        signal.wakeIfSleeping();
    }

    /** Ends the loop; by its owner, for good. */
    private void terminate()
    {
        isStopping = true;
        sources.seal();
        while (!isQuiet() && stopDeadlineNs - System.nanoTime() > 0)
        {
            if (dutyCycle(config.batchLimit()) == 0)
            {
                LockSupport.parkNanos(TICK_NS / 20);
            }
        }
        commands.run();
        sources.close();
        sources.abandon(delivery.countingAtClose(),
            Arrays.stream(arrivals).map(Arrivals::countingAtClose).toArray(FrameHandler[]::new));
        delivery.dropNotices();
        for (final RequestTable each : timers.tables())
        {
            each.close();
            bus.refs().remove(each.ref());
            each.failAll(RequestFailure.CLOSED);
        }
        isTerminated = true;
        for (final RequestTable each : timers.tables())
        {
            each.failAll(RequestFailure.CLOSED);
        }
        commands.run();
        commands.runAllWaiting();
        bus.counterBlocks().release(counters);
        signal.close();
    }

    private Sources openSources(Transports transports, List<Transport> rungs)
    {
        try
        {
            return Sources.open(transports, number, config, signal, rungs);
        }
        catch (final RuntimeException refused)
        {
            signal.close();
            throw refused;
        }
    }

    /** One round of everything. */
    int dutyCycle(int limit)
    {
        int workCount = pollSource(limit);
        if (!commands.isEmpty())
        {
            workCount += commands.run();
        }
        if (commands.hasWaiting())
        {
            workCount += commands.runWaiting(sources);
        }
        if (delivery.hasNotices())
        {
            workCount += delivery.sendNotices();
        }
        return workCount == 0 || clock.busyCycle() ? workCount + timers.expire() : workCount;
    }

    private int pollSource(int limit)
    {
        int frames = limit;
        try
        {
            frames = sources.poll(delivery, arrivals, limit);
            return frames;
        }
        finally
        {
            if (delivery.isInBatch())
            {
                words.running(null);
                delivery.endBatch(frames == limit);
                words.endBatch();
            }
        }
    }

    /** Called by the idler: sleeps until there is something to do. What fails here must not end the loop's thread. */
    void sleep()
    {
        try
        {
            sleepIfNothingToDo();
        }
        catch (final Throwable error)
        {
            signal.cancelSleep();
            bus.report(error);
        }
    }

    private void sleepIfNothingToDo()
    {
        signal.announceSleep(bus.config().clock().nanoTime() + FOR_EVER_NS);
        sources.onSleep(true);
        final long maxNs = mayStillSleep();
        if (maxNs >= 0)
        {
            signal.sleep(maxNs);
        }
        else
        {
            signal.cancelSleep();
        }
        sources.onSleep(false);
    }

    /** After the announcement: how long it may sleep, 0 for ever, less than 0 when there is something to do. */
    private long mayStillSleep()
    {
        long maxNs = 0;
        final long nowNs = bus.config().clock().nanoTime();
        final long nearestNs = timers.nearestDeadline(nowNs + FOR_EVER_NS);
        if (nearestNs - nowNs <= 0)
        {
            return STAY_AWAKE;
        }
        if (nearestNs != nowNs + FOR_EVER_NS)
        {
            signal.announceSleep(nearestNs);
            maxNs = Math.max(1, nearestNs - nowNs);
        }
        if (sources.hasWork())
        {
            if (++looksAtOpenClaim < LOOKS_AT_OPEN_CLAIM)
            {
                return STAY_AWAKE;
            }
            maxNs = TICK_NS;
        }
        else
        {
            looksAtOpenClaim = 0;
        }
        if (commands.hasWaiting() || delivery.hasNotices())
        {
            maxNs = TICK_NS;
        }
        return commands.isEmpty() && !isStopping ? maxNs : STAY_AWAKE;
    }
}
