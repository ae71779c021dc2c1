package org.gradientbus;

import java.time.Duration;

/**
 * What happens to messages for a mailbox whose loop has no room: chosen when the mailbox is opened.
 *
 * @param policy      what to do
 * @param detachAfter how long the mailbox may refuse before it is detached; zero for the other policies
 */
public record Overflow(Policy policy, Duration detachAfter)
{
    private static final Overflow BLOCK = new Overflow(Policy.BLOCK, Duration.ZERO);
    private static final Overflow DROP = new Overflow(Policy.DROP, Duration.ZERO);

    /**
     * The three ways to treat a full destination.
     */
    public enum Policy
    {
        /** The sender is told {@link SendStatus#BACK_PRESSURED}; nothing is lost. */
        BLOCK,

        /** The newest message is dropped and counted; the sender is told {@link SendStatus#ACCEPTED}. */
        DROP,

        /** As {@link #BLOCK} for a while; then the mailbox loses its bindings and its senders go on without it. */
        DETACH_AFTER
    }

    /**
     * Checks the pair.
     *
     * @throws IllegalArgumentException when the duration does not fit the policy
     */
    public Overflow
    {
        final boolean detaches = policy == Policy.DETACH_AFTER;
        if (detaches && (detachAfter.isZero() || detachAfter.isNegative()))
        {
            throw new IllegalArgumentException("detachAfter=" + detachAfter + " must be longer than zero");
        }
        if (!detaches && !detachAfter.isZero())
        {
            throw new IllegalArgumentException("detachAfter=" + detachAfter + " does not go with policy " + policy);
        }
    }

    /**
     * Refuse while full: the default. A stalled mailbox holds up whoever publishes to it.
     *
     * @return the policy {@link Policy#BLOCK}
     */
    public static Overflow block()
    {
        return BLOCK;
    }

    /**
     * Drop the newest while full, and count it.
     *
     * @return the policy {@link Policy#DROP}
     */
    public static Overflow drop()
    {
        return DROP;
    }

    /**
     * Refuse while full, but for this long at most: the first message refused later than that after the first refusal
     * in a row detaches the mailbox. It loses all its bindings, a {@link BusEvent.MailboxDetached} names it, and what
     * it had accepted is still handled when it gets to it; it may {@link Mailbox#bind} again.
     *
     * @param duration how long it may refuse, more than zero
     * @return the policy {@link Policy#DETACH_AFTER}
     */
    public static Overflow detachAfter(Duration duration)
    {
        return new Overflow(Policy.DETACH_AFTER, duration);
    }
}
