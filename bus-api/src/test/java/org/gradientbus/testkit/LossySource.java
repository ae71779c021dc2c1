package org.gradientbus.testkit;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.NanoClock;
import org.gradientbus.spi.FrameHandler;
import org.gradientbus.spi.Source;
import org.gradientbus.spi.TransportContext;

/**
 * Decides over each frame as it is polled. A delay needs no memory: the fates are known beforehand, so the source
 * beneath is polled up to the frame that is late and left alone until its time has come.
 */
final class LossySource implements Source
{
    private static final int OVERTAKEN_BY = 3;
    private static final long NOTHING_HELD = Long.MIN_VALUE;

    private final LossyProvider provider;
    private final Loss loss;
    private final Source beneath;
    private final FateStream fates;
    private final NanoClock clock;
    private final HeldFrames held;
    private final FrameHandler reader = this::onFrame;

    private FrameHandler handler;
    private long nextFrame;
    private long polls;
    private int handedOver;
    private int limit;
    private int beneathLeft;
    private long floor;

    private boolean isDelaying;
    private long delayServedFor = -1;
    private long delayedUntilPoll;
    private long delayedUntilNs;

    /** Where the oldest frame held lies at the earliest; written before the position beneath moves past it. */
    private volatile long heldFloor = NOTHING_HELD;

    LossySource(LossyProvider provider, Source beneath, TransportContext context, FateStream fates)
    {
        this.provider = provider;
        this.beneath = beneath;
        this.fates = fates;
        loss = provider.loss();
        clock = context.clock();
        boolean holds = loss.reorder() > 0 || loss.duplicate() > 0;
        held = new HeldFrames(LossyProvider.HELD_FRAMES, holds ? context.maxFrameLength() : 0);
    }

    @Override
    public int poll(FrameHandler newHandler, int newLimit)
    {
        handler = newHandler;
        limit = newLimit;
        handedOver = 0;
        beneathLeft = 0;
        polls++;
        releaseWhatIsDue();
        if (handedOver < limit)
        {
            pollBeneath();
        }
        return handedOver;
    }

    private void pollBeneath()
    {
        long before = nextFrame;
        if (!isHeldUp())
        {
            beneathLeft = framesBeforeTheNextDelay(limit - handedOver);
            floor = beneath.consumedPosition();
            beneath.poll(reader, beneathLeft);
            beneathLeft = 0;
        }
        if (nextFrame == before)
        {
            while (!held.isEmpty() && handedOver < limit)
            {
                releaseOldest();
            }
        }
    }

    private void onFrame(DirectBuffer buffer, int offset, int length)
    {
        long frame = nextFrame++;
        beneathLeft--;
        switch (fateOf(frame))
        {
            case PASSED -> handOver(Fate.PASSED, buffer, offset, length);
            case SPARED -> handOver(Fate.SPARED, buffer, offset, length);
            case REORDERED -> hold(Fate.REORDERED, frame, buffer, offset, length);
            case DUPLICATED ->
            {
                hold(Fate.DUPLICATED, frame, buffer, offset, length);
                handedOver++;
                handler.onFrame(buffer, offset, length);
            }
            case DROPPED -> provider.met(Fate.DROPPED);
            case CUT_OFF -> provider.met(Fate.CUT_OFF);
            case DELAYED, DROPPED_AT_SEND -> throw new IllegalStateException("no fate of a frame that was polled");
        }
        releaseWhatIsDue();
    }

    private Fate fateOf(long frame)
    {
        if (provider.isCutOff())
        {
            return Fate.CUT_OFF;
        }
        if (fates.says(Fate.DROPPED, frame, loss.drop()))
        {
            return Fate.DROPPED;
        }
        boolean isReordered = fates.says(Fate.REORDERED, frame, loss.reorder());
        if (isReordered || fates.says(Fate.DUPLICATED, frame, loss.duplicate()))
        {
            if (held.isFull())
            {
                return Fate.SPARED;
            }
            return isReordered ? Fate.REORDERED : Fate.DUPLICATED;
        }
        return Fate.PASSED;
    }

    private void handOver(Fate fate, DirectBuffer buffer, int offset, int length)
    {
        provider.met(fate);
        handedOver++;
        handler.onFrame(buffer, offset, length);
    }

    private void hold(Fate fate, long frame, DirectBuffer buffer, int offset, int length)
    {
        provider.met(fate);
        long dueFrame = nextFrame + fates.number(fate, frame, OVERTAKEN_BY);
        held.hold(buffer, offset, length, dueFrame, floor);
        heldFloor = held.floor();
    }

    /** Within a poll of the source beneath, only so many that what is still polled there does not exceed the limit. */
    private void releaseWhatIsDue()
    {
        while (held.isOldestDue(nextFrame) && handedOver + beneathLeft < limit)
        {
            releaseOldest();
        }
    }

    private void releaseOldest()
    {
        handedOver++;
        try
        {
            held.releaseOldest(handler);
        }
        finally
        {
            heldFloor = held.isEmpty() ? NOTHING_HELD : held.floor();
        }
    }

    private boolean isHeldUp()
    {
        if (delayServedFor == nextFrame || !fates.says(Fate.DELAYED, nextFrame, loss.delay()))
        {
            return false;
        }
        if (!isDelaying)
        {
            if (!beneath.hasWork())
            {
                return true;
            }
            isDelaying = true;
            delayedUntilPoll = polls + loss.delayPolls();
            delayedUntilNs = clock.nanoTime() + loss.delayFor().toNanos();
            provider.met(Fate.DELAYED);
        }
        if (polls < delayedUntilPoll || delayedUntilNs - clock.nanoTime() > 0)
        {
            return true;
        }
        isDelaying = false;
        delayServedFor = nextFrame;
        return false;
    }

    private int framesBeforeTheNextDelay(int most)
    {
        int frames = 1;
        while (frames < most && !fates.says(Fate.DELAYED, nextFrame + frames, loss.delay()))
        {
            frames = loss.delay() > 0 ? frames + 1 : most;
        }
        return frames;
    }

    @Override
    public boolean hasWork()
    {
        return heldFloor != NOTHING_HELD || beneath.hasWork();
    }

    @Override
    public void findSenders()
    {
        beneath.findSenders();
    }

    @Override
    public long claimedPosition()
    {
        return beneath.claimedPosition();
    }

    @Override
    public long consumedPosition()
    {
        long consumed = beneath.consumedPosition();
        long heldAt = heldFloor;
        return heldAt == NOTHING_HELD ? consumed : Math.min(heldAt, consumed);
    }

    @Override
    public void onSleep(boolean isSleeping)
    {
        beneath.onSleep(isSleeping);
    }

    @Override
    public void seal()
    {
        beneath.seal();
    }

    /** What is abandoned is neither late, nor double, nor out of order any more; but it may be lost. */
    @Override
    public int abandon(FrameHandler newHandler)
    {
        handler = newHandler;
        handedOver = 0;
        while (!held.isEmpty())
        {
            releaseOldest();
        }
        beneath.abandon((buffer, offset, length) ->
        {
            long frame = nextFrame++;
            if (provider.isCutOff() || fates.says(Fate.DROPPED, frame, loss.drop()))
            {
                provider.met(provider.isCutOff() ? Fate.CUT_OFF : Fate.DROPPED);
            }
            else
            {
                handOver(Fate.PASSED, buffer, offset, length);
            }
        });
        return handedOver;
    }

    @Override
    public void close()
    {
        beneath.close();
    }
}
