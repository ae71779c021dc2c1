package org.gradientbus.udp;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class StreamPositionsTest
{
    private final StreamPositions positions = new StreamPositions();
    private final Stream one = new Stream();
    private final Stream two = new Stream();

    /** A stream whose positions a test sets. */
    private static final class Stream implements StreamPositions.Progress
    {
        private long arrived;
        private long settled;

        @Override
        public long arrived()
        {
            return arrived;
        }

        @Override
        public long settled()
        {
            return settled;
        }
    }

    @Test
    void shouldReachWhatHadArrivedOnceEachStreamHasHandedItsPartOver()
    {
        positions.replace(new Stream[]{one, two});
        one.arrived = 100;
        two.arrived = 50;
        long claimed = positions.arrived();
        assertEquals(150, claimed);

        two.settled = 50;
        one.settled = 64;
        assertTrue(positions.consumed() < claimed);
        one.settled = 100;
        assertEquals(claimed, positions.consumed());
    }

    @Test
    void shouldNotTakeWhatOneIsAheadForWhatAnotherOwes()
    {
        positions.replace(new Stream[]{one, two});
        one.arrived = 100;
        two.arrived = 50;
        long claimed = positions.arrived();

        two.arrived = 500;
        two.settled = 500;
        assertTrue(positions.consumed() < claimed);
    }

    @Test
    void shouldReachWhatHadArrivedWhenTheRestOfAStreamNeverComes()
    {
        positions.replace(new Stream[]{one});
        one.arrived = 100;
        one.settled = 64;
        long claimed = positions.arrived();

        positions.replace(new Stream[0]);

        assertEquals(claimed, positions.consumed());
        assertEquals(claimed, positions.arrived());
    }
}
