package org.gradientbus.jmh.rig;

import org.HdrHistogram.Histogram;
import org.gradientbus.IdleProfile;
import org.gradientbus.Rung;
import org.gradientbus.jmh.Place;
import org.gradientbus.jmh.peer.Common;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.function.LongPredicate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * That the rig leaves nothing out: who is late, why ever, is told as late.
 */
class NearTest
{
    private static final long RATE = 1_000;
    private static final long DURATION_NS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final long STALL_NS = TimeUnit.MILLISECONDS.toNanos(30);

    @Test
    void shouldCountWhatWasDueAsLateWhenThePeerStalled() throws IOException
    {
        final long[] startNs = new long[1];
        final LongPredicate hasRoom = (value) ->
        {
            startNs[0] = startNs[0] == 0 ? System.nanoTime() : startNs[0];
            return System.nanoTime() - startNs[0] >= STALL_NS;
        };

        final Histogram histogram = roundTrips(new FakePeer(hasRoom, 0)).histogram();

        assertEquals(50, histogram.getTotalCount());
        // A closed loop would have seen one slow message; twenty and more were to be sent 10 ms before they could be.
        final long lateNs = histogram.lowestEquivalentValue(TimeUnit.MILLISECONDS.toNanos(10));
        assertTrue(histogram.getCountBetweenValues(lateNs, NearReceiver.LONGEST_NS) >= 20, histogram::toString);
    }

    @Test
    void shouldCountWhatWasNeverSentWhenThePeerHasNoRoom() throws IOException
    {
        final Measured measured = roundTrips(new FakePeer((value) -> value < 10, 0));

        assertEquals(10, measured.sent());
        assertEquals(50, measured.histogram().getTotalCount());
        final long secondNs = measured.histogram().lowestEquivalentValue(TimeUnit.SECONDS.toNanos(1));
        assertEquals(40, measured.histogram().getCountBetweenValues(secondNs, NearReceiver.LONGEST_NS));
        assertFalse(measured.hasKeptUp());
    }

    @Test
    void shouldRefuseFiguresWhenAByteIsWrong()
    {
        assertThrows(IllegalStateException.class, () -> roundTrips(new FakePeer((value) -> true, 1)));
    }

    private static Measured roundTrips(FakePeer peer) throws IOException
    {
        final Job job =
            new Job(peer, Rung.PROCESS, Place.memory(), 32, IdleProfile.BALANCED, Path.of("none"));
        try (Common common = new Common();
            Far far = new FarThread(job, common);
            Near near = new Near(job, far, common))
        {
            return near.roundTrips(RATE, DURATION_NS);
        }
    }
}
