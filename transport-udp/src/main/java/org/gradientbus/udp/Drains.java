package org.gradientbus.udp;

/**
 * What the streams that come in owe their senders: the word that everything was taken. While a loop is busy it may wait
 * a moment, since more will come; a loop that has nothing to do wants it said before it sleeps.
 *
 * <p>With the helm's lock, but for {@link #isOwed} and {@link #demand}.
 */
final class Drains
{
    private volatile boolean isOwed;
    private volatile boolean isDemanded;
    private boolean isDue;
    private boolean isScheduled;

    /** Is there a sender who was not told yet? */
    boolean isOwed()
    {
        return isOwed;
    }

    /** They are to be told when the driver is driven next. */
    void demand()
    {
        isDemanded = true;
    }

    /** The driver is driven. */
    void begin()
    {
        isDue = isDemanded;
        isDemanded = false;
        isOwed = false;
        isScheduled = false;
    }

    /** Is a stream to tell at once? */
    boolean isDue()
    {
        return isDue;
    }

    /** A stream lets its sender wait. */
    void owe()
    {
        isOwed = true;
    }

    /** A stream tells, but the driver only sends it when it is driven once more. */
    void schedule()
    {
        isScheduled = true;
    }

    boolean isScheduled()
    {
        return isScheduled;
    }
}
