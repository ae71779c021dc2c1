package org.gradientbus;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * How a port is opened; immutable, each {@code with} gives a changed copy. A port ignores what is not for its kind.
 *
 * @param importance of the port's messages
 * @param selection  how a sender or requester picks among several mailboxes
 * @param timeToLive how long a message of a publisher or sender may wait: one that is older never reaches a handler;
 *                   empty for as long as it takes
 * @param returnTo   the mailbox of the same bus that gets the messages that come back; empty when they are only counted
 * @param loop       the loop on which a requester's replies are handled; empty for the bus's default loop
 * @param maxPending the most requests that may wait for their outcome, rounded up to a power of two
 * @param guarantee  of the messages of a publisher or sender; requests and replies are always reliable
 */
public record PortOptions(
    Importance importance,
    Selection selection,
    Optional<Duration> timeToLive,
    Optional<Mailbox> returnTo,
    Optional<Loop> loop,
    int maxPending,
    Guarantee guarantee)
{
    /** The most requests that one requester may have waiting: its table of them is made when it opens. */
    public static final int MAX_PENDING_LIMIT = 1 << 20;

    private static final PortOptions DEFAULTS = new PortOptions(
        Importance.MEDIUM, Selection.NEAREST, Optional.empty(), Optional.empty(), Optional.empty(), 1024,
        Guarantee.RELIABLE);

    /**
     * Checks that nothing is null and every number in range.
     *
     * @throws IllegalArgumentException when {@code timeToLive} is not positive or {@code maxPending} out of range
     */
    public PortOptions
    {
        Objects.requireNonNull(importance, "importance");
        Objects.requireNonNull(selection, "selection");
        Objects.requireNonNull(returnTo, "returnTo");
        Objects.requireNonNull(loop, "loop");
        Objects.requireNonNull(guarantee, "guarantee");
        if (timeToLive.isPresent() && (timeToLive.get().isZero() || timeToLive.get().isNegative()))
        {
            throw new IllegalArgumentException("timeToLive=" + timeToLive.get() + " must be longer than zero");
        }
        if (maxPending < 1 || maxPending > MAX_PENDING_LIMIT)
        {
            throw new IllegalArgumentException(
                "maxPending=" + maxPending + " must be 1 to " + MAX_PENDING_LIMIT);
        }
    }

    /**
     * Medium importance, nearest mailbox, no time limit, nothing comes back, 1,024 pending requests,
     * reliable.
     *
     * @return the defaults
     */
    public static PortOptions defaults()
    {
        return DEFAULTS;
    }

    /**
     * With another importance.
     *
     * @param newImportance of the port's messages
     * @return a changed copy
     */
    public PortOptions withImportance(Importance newImportance)
    {
        return new PortOptions(newImportance, selection, timeToLive, returnTo, loop, maxPending, guarantee);
    }

    /**
     * With another way to pick a mailbox.
     *
     * @param newSelection how to pick
     * @return a changed copy
     */
    public PortOptions withSelection(Selection newSelection)
    {
        return new PortOptions(importance, newSelection, timeToLive, returnTo, loop, maxPending, guarantee);
    }

    /**
     * With a limit to how long a message may wait.
     *
     * @param newTimeToLive more than zero
     * @return a changed copy
     */
    public PortOptions withTimeToLive(Duration newTimeToLive)
    {
        return new PortOptions(
            importance, selection, Optional.of(newTimeToLive), returnTo, loop, maxPending, guarantee);
    }

    /**
     * With a mailbox that gets what comes back, as {@link MessageKind#RETURNED}, and the replies to its messages.
     *
     * @param mailbox of the same bus
     * @return a changed copy
     */
    public PortOptions withReturnTo(Mailbox mailbox)
    {
        return new PortOptions(importance, selection, timeToLive, Optional.of(mailbox), loop, maxPending, guarantee);
    }

    /**
     * With the loop on which a requester's replies are handled.
     *
     * @param newLoop of the same bus
     * @return a changed copy
     */
    public PortOptions withLoop(Loop newLoop)
    {
        return new PortOptions(
            importance, selection, timeToLive, returnTo, Optional.of(newLoop), maxPending, guarantee);
    }

    /**
     * With another limit to the requests that wait.
     *
     * @param newMaxPending 1 to {@link #MAX_PENDING_LIMIT}
     * @return a changed copy
     */
    public PortOptions withMaxPending(int newMaxPending)
    {
        return new PortOptions(importance, selection, timeToLive, returnTo, loop, newMaxPending, guarantee);
    }

    /**
     * With another promise. A port of {@link Guarantee#BEST_EFFORT} never says {@link SendStatus#BACK_PRESSURED}.
     *
     * @param newGuarantee of the messages of a publisher or sender
     * @return a changed copy
     */
    public PortOptions withGuarantee(Guarantee newGuarantee)
    {
        return new PortOptions(importance, selection, timeToLive, returnTo, loop, maxPending, newGuarantee);
    }
}
