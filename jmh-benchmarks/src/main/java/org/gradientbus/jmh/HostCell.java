package org.gradientbus.jmh;

import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.IdleStrategy;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What {@link HostRatios} can compare.
 *
 * <p>{@code SPIN}: everybody polls on a thread of his own, spins for some microseconds, and offers the core after that:
 * he who is waited for may want it. {@code QUIET}: the bus's loops have their own threads and its QUIET profile; the
 * others have Agrona's back-off with Aeron's defaults, which sleeps a millisecond at most.
 */
enum HostCell
{
    PINGPONG("pingpong", true, false, false, 0),
    PINGPONG_SENDER("pingpong-sender", true, false, true, 0),
    ONEWAY("oneway", false, false, false, 0),
    ONEWAY_SENDER("oneway-sender", false, false, true, 0),

    /** By a thread whose bus has no loop that turns. */
    ONEWAY_ASLEEP("oneway-asleep", false, false, false, 0),

    /** Back to back, so that nobody comes to sleep. */
    PINGPONG_QUIET("pingpong-quiet", true, true, false, 0),

    /** One round trip every five milliseconds: both sides sleep before each. */
    PACED_QUIET("paced-quiet", true, true, false, TimeUnit.MILLISECONDS.toNanos(5)),
    ONEWAY_QUIET("oneway-quiet", false, true, false, 0);

    /** What is compared over a network unless somebody says what. */
    static final List<HostCell> OF_NETWORK = List.of(PINGPONG, ONEWAY, PACED_QUIET);

    private static final int SPINS = 100;
    private static final long FOR_EVER = Long.MAX_VALUE;
    private static final int QUIET_SPINS = 10;
    private static final int QUIET_YIELDS = 5;
    private static final long SHORTEST_SLEEP_NS = TimeUnit.MICROSECONDS.toNanos(1);
    private static final long LONGEST_SLEEP_NS = TimeUnit.MILLISECONDS.toNanos(1);

    final String title;

    /** There and back, in nanoseconds? Else one way, in messages a second. */
    final boolean isRoundTrip;
    final boolean isQuiet;

    /** Does the bus send by a Sender rather than a Publisher? */
    final boolean isBySender;

    /** Does the one who sends one way poll his loop in between? Over shared memory there is no need. */
    final boolean isTurning;

    /** Between the starts of two round trips; 0 when they follow each other. */
    final long paceNs;

    HostCell(String title, boolean isRoundTrip, boolean isQuiet, boolean isBySender, long paceNs)
    {
        this.title = title;
        isTurning = !title.equals("oneway-asleep");
        this.isRoundTrip = isRoundTrip;
        this.isQuiet = isQuiet;
        this.isBySender = isBySender;
        this.paceNs = paceNs;
    }

    static HostCell of(String title)
    {
        return Arrays.stream(values())
            .filter((each) -> each.title.equals(title))
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException(
                "no cell " + title + ": there are " + Arrays.stream(values()).map((each) -> each.title).toList()));
    }

    /** How those wait who poll. One class, so that no call of it is slower for one than for another. */
    IdleStrategy idle()
    {
        return isQuiet ?
            new BackoffIdleStrategy(QUIET_SPINS, QUIET_YIELDS, SHORTEST_SLEEP_NS, LONGEST_SLEEP_NS) :
            new BackoffIdleStrategy(SPINS, FOR_EVER, SHORTEST_SLEEP_NS, LONGEST_SLEEP_NS);
    }
}
