package org.gradientbus;

import java.util.Objects;
import java.util.Optional;

/**
 * How a mailbox is opened; immutable, each {@code with} gives a changed copy.
 *
 * @param overflow what happens when its loop has no room
 * @param loop     the loop that runs its handler; empty for the bus's default loop
 */
public record MailboxOptions(Overflow overflow, Optional<Loop> loop)
{
    private static final MailboxOptions DEFAULTS = new MailboxOptions(Overflow.block(), Optional.empty());

    /**
     * Checks that nothing is null.
     */
    public MailboxOptions
    {
        Objects.requireNonNull(overflow, "overflow");
        Objects.requireNonNull(loop, "loop");
    }

    /**
     * Back-pressure when full, on the default loop.
     *
     * @return the defaults
     */
    public static MailboxOptions defaults()
    {
        return DEFAULTS;
    }

    /**
     * With another overflow policy.
     *
     * @param newOverflow what happens when its loop has no room
     * @return a changed copy
     */
    public MailboxOptions withOverflow(Overflow newOverflow)
    {
        return new MailboxOptions(newOverflow, loop);
    }

    /**
     * On a loop of its own choice.
     *
     * @param newLoop a loop of the same bus
     * @return a changed copy
     */
    public MailboxOptions withLoop(Loop newLoop)
    {
        return new MailboxOptions(overflow, Optional.of(newLoop));
    }
}
