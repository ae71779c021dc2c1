package org.gradientbus.testkit;

import org.gradientbus.Importance;
import org.gradientbus.SendStatus;
import org.gradientbus.spi.FrameClaim;
import org.gradientbus.spi.FrameHandler;
import org.gradientbus.spi.Link;
import org.gradientbus.spi.Source;

import java.util.Arrays;

/**
 * A lane from one node to one loop of another. Claims and commits take its lock, so that a death is at one instant for
 * both sides: what was committed before it arrives, what is committed after it is refused.
 */
final class HubLane
{
    private final long sender;
    private final boolean isControl;
    private final Source source;
    private final Link link;
    private FrameClaim[] open = new FrameClaim[4];
    private int openCount;
    private boolean isSenderDead;
    private boolean isReceiverDead;
    private boolean isReceiverClosed;
    private boolean isAbandoned;

    HubLane(long sender, boolean isControl, Source source, Link link)
    {
        this.sender = sender;
        this.isControl = isControl;
        this.source = source;
        this.link = link;
    }

    long sender()
    {
        return sender;
    }

    boolean isControl()
    {
        return isControl;
    }

    Source source()
    {
        return source;
    }

    Link link()
    {
        return link;
    }

    synchronized SendStatus tryClaim(HubLink by, int length, Importance importance, FrameClaim claim)
    {
        if (isSenderDead || isReceiverDead)
        {
            return SendStatus.CLOSED;
        }
        if (by.isSealed())
        {
            return isReceiverClosed ? SendStatus.CLOSED : SendStatus.BACK_PRESSURED;
        }
        return noted(link.tryClaim(length, importance, claim), claim);
    }

    synchronized SendStatus tryClaimTagged(HubLink by, int tag, int length, Importance importance, FrameClaim claim)
    {
        if (isSenderDead || isReceiverDead)
        {
            return SendStatus.CLOSED;
        }
        if (by.isSealed())
        {
            return isReceiverClosed ? SendStatus.CLOSED : SendStatus.BACK_PRESSURED;
        }
        return noted(link.tryClaimTagged(tag, length, importance, claim), claim);
    }

    private SendStatus noted(SendStatus status, FrameClaim claim)
    {
        if (status.isAccepted())
        {
            if (openCount == open.length)
            {
                open = Arrays.copyOf(open, 2 * openCount);
            }
            if (open[openCount] == null)
            {
                open[openCount] = new FrameClaim();
            }
            open[openCount++].wrap(claim.buffer(), claim.offset(), claim.length());
        }
        return status;
    }

    /** What was taken back because its sender died is left alone. */
    synchronized void trim(FrameClaim claim, int newLength)
    {
        final int index = indexOf(claim);
        if (index >= 0)
        {
            link.trim(claim, newLength);
            open[index].wrap(claim.buffer(), claim.offset(), claim.length());
        }
    }

    synchronized boolean commit(FrameClaim claim)
    {
        return close(claim) && !isReceiverDead && link.commit(claim);
    }

    synchronized void abort(FrameClaim claim)
    {
        if (close(claim))
        {
            link.abort(claim);
        }
    }

    /** Its open claims never come to an end. */
    synchronized void senderDied()
    {
        isSenderDead = true;
        while (openCount > 0)
        {
            link.abort(open[--openCount]);
        }
    }

    synchronized boolean isSenderDead()
    {
        return isSenderDead;
    }

    synchronized void receiverDied()
    {
        isReceiverDead = true;
    }

    synchronized void receiverClosed()
    {
        isReceiverClosed = true;
    }

    /** Claims take the lock, so none is under way. */
    synchronized boolean isDrained()
    {
        return !isSenderDead && !isReceiverDead && !isReceiverClosed && link.backlogBytes() == 0;
    }

    /** Hands over what a receiver that is dead or closed never took. */
    synchronized int abandon(FrameHandler handler)
    {
        if (isAbandoned)
        {
            return 0;
        }
        isAbandoned = true;
        isReceiverDead = true;
        source.seal();
        return source.abandon(handler);
    }

    /** Returns false when the claim was taken back because its sender died. */
    private boolean close(FrameClaim claim)
    {
        final int index = indexOf(claim);
        if (index < 0)
        {
            return false;
        }
        final FrameClaim closed = open[index];
        open[index] = open[--openCount];
        open[openCount] = closed;
        return true;
    }

    /** Of an open claim; less than 0 when it is none any more. */
    private int indexOf(FrameClaim claim)
    {
        int index = openCount - 1;
        while (index >= 0 && open[index].offset() != claim.offset())
        {
            index--;
        }
        return index;
    }
}
