package org.gradientbus.engine;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Those who were there before a bus opened: it waits for them, so that its first message finds them. By the conductor,
 * but for {@link #await}.
 */
final class FirstMeeting
{
    /** Nobody is waited for. */
    static final FirstMeeting NONE = new FirstMeeting();

    /** Who runs answers within milliseconds; one that was stopped is not to keep others from their work. */
    private static final long PATIENCE_NS = TimeUnit.MILLISECONDS.toNanos(500);

    private final List<PeerSession> expected = new ArrayList<>();
    private final CountDownLatch isOver = new CountDownLatch(1);

    void expect(Collection<PeerSession> sessions)
    {
        expected.addAll(sessions);
    }

    /** What to look at in the next round: this, until all have answered or gone. */
    FirstMeeting next()
    {
        if (this == NONE)
        {
            return NONE;
        }
        expected.removeIf((each) -> each.peer().isMet() || each.peer().isGone() || each.hasSaidGoodbye());
        if (!expected.isEmpty())
        {
            return this;
        }
        isOver.countDown();
        return NONE;
    }

    /** By the thread that opens the bus. */
    void await()
    {
        try
        {
            if (!isOver.await(PATIENCE_NS, TimeUnit.NANOSECONDS))
            {
                // They are met when they answer, as anybody who comes later.
                return;
            }
        }
        catch (final InterruptedException interrupted)
        {
            Thread.currentThread().interrupt();
        }
    }
}
