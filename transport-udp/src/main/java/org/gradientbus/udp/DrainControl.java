package org.gradientbus.udp;

import io.aeron.driver.CongestionControl;

import java.net.InetSocketAddress;

/**
 * A window that stays as it is, and one thing more: when everything that came has been taken, the sender is told soon,
 * and not only after a quarter of the window or a fifth of a second. So a sender whose destination is empty knows that
 * it is.
 */
final class DrainControl implements CongestionControl
{
    /** Between two messages that say no more than that while a loop is busy: lockstep is not to double its traffic. */
    private static final long PAUSE_NS = 2_000_000L;

    private final int windowLength;
    private final Drains drains;
    private long lastTellingNs = Long.MIN_VALUE / 2;

    DrainControl(int windowLength, Drains drains)
    {
        this.drains = drains;
        this.windowLength = windowLength;
    }

    @Override
    public boolean shouldMeasureRtt(long nowNs)
    {
        return false;
    }

    @Override
    public void onRttMeasurementSent(long nowNs)
    {
    }

    @Override
    public void onRttMeasurement(long nowNs, long rttNs, InetSocketAddress srcAddress)
    {
    }

    @Override
    public long onTrackRebuild(
        long nowNs,
        long newConsumptionPosition,
        long lastSmPosition,
        long hwmPosition,
        long startingRebuildPosition,
        long endingRebuildPosition,
        boolean lossOccurred)
    {
        boolean isDrained = newConsumptionPosition > lastSmPosition && newConsumptionPosition >= hwmPosition;
        if (!isDrained)
        {
            return CongestionControl.packOutcome(windowLength, false);
        }
        if (nowNs - lastTellingNs < PAUSE_NS && !drains.isDue())
        {
            drains.owe();
            return CongestionControl.packOutcome(windowLength, false);
        }
        lastTellingNs = nowNs;
        drains.schedule();
        return CongestionControl.packOutcome(windowLength, true);
    }

    @Override
    public int initialWindowLength()
    {
        return windowLength;
    }

    @Override
    public int maxWindowLength()
    {
        return windowLength;
    }

    @Override
    public void close()
    {
    }
}
