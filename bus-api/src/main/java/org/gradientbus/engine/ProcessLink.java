package org.gradientbus.engine;

import org.agrona.MutableDirectBuffer;
import org.gradientbus.Importance;
import org.gradientbus.Rung;
import org.gradientbus.SendStatus;
import org.gradientbus.spi.FrameClaim;
import org.gradientbus.spi.Link;
import org.gradientbus.spi.Signal;

/**
 * The sending end to a loop of the same JVM.
 *
 * <p>Why the wake-up needs no fence of its own: the claim moves the ring's tail by a compare-and-set, which orders it
 * before the later read of the "sleeping" word; the loop stores that word (volatile) before it reads the tail. One of
 * the two sees the other. See docs/adr.
 */
final class ProcessLink extends Padded implements Link
{
    private final ProcessSource source;
    private final FrameRing ring;
    private final Signal signal;
    private final MutableDirectBuffer buffer;
    private final int[] fillLimitBytes = new int[Importance.values().length];

    ProcessLink(ProcessSource source)
    {
        this.source = source;
        ring = source.ring;
        signal = source.signal;
        buffer = ring.buffer();
        for (final Importance each : Importance.values())
        {
            fillLimitBytes[each.ordinal()] = (int)((long)ring.capacity() * each.fillLimitPercent() / 100);
        }
    }

    @Override
    public Rung rung()
    {
        return Rung.PROCESS;
    }

    @Override
    public SendStatus tryClaim(int length, Importance importance, FrameClaim claim)
    {
        return tryClaimTagged(FrameRing.FRAME, length, importance, claim);
    }

    @Override
    public boolean carriesTags()
    {
        return true;
    }

    @Override
    public SendStatus tryClaimTagged(int tag, int length, Importance importance, FrameClaim claim)
    {
        final int offset = ring.tryClaim(tag, length, fillLimitBytes[importance.ordinal()]);
        if (offset < 0)
        {
            return source.isClosed ? SendStatus.CLOSED : SendStatus.BACK_PRESSURED;
        }
        claim.wrap(buffer, offset, length);
        return SendStatus.ACCEPTED;
    }

    @Override
    public void trim(FrameClaim claim, int newLength)
    {
        ring.trim(claim.offset(), claim.length(), newLength);
        claim.wrap(buffer, claim.offset(), newLength);
    }

    @Override
    public boolean hasRoom(int length, Importance importance)
    {
        return ring.hasRoom(length, fillLimitBytes[importance.ordinal()]);
    }

    @Override
    public boolean commit(FrameClaim claim)
    {
        ring.commit(claim.offset(), claim.length());
        signal.wakeIfSleeping();
        // Looked at last: one that is closed after this look counts the frame.
        return !source.isClosed || ring.isSent(claim.offset());
    }

    @Override
    public void abort(FrameClaim claim)
    {
        ring.abort(claim.offset(), claim.length());
        signal.wakeIfSleeping();
    }

    @Override
    public long backlogBytes()
    {
        return Math.max(0, source.claimedPosition() - source.consumedPosition());
    }

    @Override
    public long roundTripNs()
    {
        return 0;
    }

    @Override
    public void close()
    {
    }
}
