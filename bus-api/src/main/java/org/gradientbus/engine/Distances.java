package org.gradientbus.engine;

import java.util.Collection;
import java.util.concurrent.TimeUnit;

/**
 * Which peers of a rung count as further than the others: by the measured round trip, and with some inertia, so that
 * noise does not send traffic to and fro.
 */
final class Distances
{
    /** Between processes of one host a factor of a few is noise, whatever the hardware. */
    private static final int BECOMES_SLOW_AT = 8;
    private static final int STAYS_SLOW_AT = 4;

    /** Below that, a busy scheduler makes the difference, not the distance. */
    private static final long NEVER_SLOW_BELOW_NS = TimeUnit.MILLISECONDS.toNanos(1);

    /** A first sample says little: it may have waited for a thread to start. */
    private static final int LEAST_SAMPLES = 4;

    private Distances()
    {
    }

    static boolean isSlow(RealPeer peer, Collection<PeerSession> all)
    {
        if (peer.isUnresponsive())
        {
            return true;
        }
        long nearestNs = Long.MAX_VALUE;
        for (final PeerSession each : all)
        {
            if (each.peer().rung() == peer.rung() && each.peer().roundTrips().samples() >= LEAST_SAMPLES)
            {
                nearestNs = Math.min(nearestNs, each.peer().roundTrips().averageNs());
            }
        }
        return peer.roundTrips().samples() >= LEAST_SAMPLES &&
            isSlow(peer.roundTrips().averageNs(), nearestNs, peer.isSlow());
    }

    static boolean isSlow(long roundTripNs, long nearestNs, boolean isSlowNow)
    {
        final int factor = isSlowNow ? STAYS_SLOW_AT : BECOMES_SLOW_AT;
        return roundTripNs > NEVER_SLOW_BELOW_NS && roundTripNs / factor > nearestNs;
    }
}
