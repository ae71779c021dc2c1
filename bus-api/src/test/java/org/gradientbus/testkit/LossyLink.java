package org.gradientbus.testkit;

import org.gradientbus.Importance;
import org.gradientbus.Rung;
import org.gradientbus.SendStatus;
import org.gradientbus.spi.FrameClaim;
import org.gradientbus.spi.FrameHandler;
import org.gradientbus.spi.Link;

import java.util.concurrent.atomic.AtomicLong;

/** Aborts some of the frames that it is asked to commit. */
final class LossyLink implements Link
{
    private final LossyProvider provider;
    private final Link beneath;
    private final FateStream fates;
    private final AtomicLong frames = new AtomicLong();

    LossyLink(LossyProvider provider, Link beneath, FateStream fates)
    {
        this.provider = provider;
        this.beneath = beneath;
        this.fates = fates;
    }

    @Override
    public Rung rung()
    {
        return beneath.rung();
    }

    @Override
    public SendStatus tryClaim(int length, Importance importance, FrameClaim claim)
    {
        return beneath.tryClaim(length, importance, claim);
    }

    @Override
    public boolean hasRoom(int length, Importance importance)
    {
        return beneath.hasRoom(length, importance);
    }

    @Override
    public boolean commit(FrameClaim claim)
    {
        if (fates.says(Fate.DROPPED_AT_SEND, frames.getAndIncrement(), provider.loss().dropAtSend()))
        {
            provider.met(Fate.DROPPED_AT_SEND);
            beneath.abort(claim);
            return true;
        }
        return beneath.commit(claim);
    }

    @Override
    public void abort(FrameClaim claim)
    {
        beneath.abort(claim);
    }

    @Override
    public void seal()
    {
        beneath.seal();
    }

    @Override
    public void unseal()
    {
        beneath.unseal();
    }

    @Override
    public boolean isDrained()
    {
        return beneath.isDrained();
    }

    @Override
    public long backlogBytes()
    {
        return beneath.backlogBytes();
    }

    @Override
    public long roundTripNs()
    {
        return beneath.roundTripNs();
    }

    @Override
    public int unacknowledged(FrameHandler handler)
    {
        return beneath.unacknowledged(handler);
    }

    @Override
    public void close()
    {
        beneath.close();
    }
}
