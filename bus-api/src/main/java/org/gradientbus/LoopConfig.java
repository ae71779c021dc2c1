package org.gradientbus;

import java.util.Objects;

/**
 * How a loop is run; immutable, each {@code with} gives a changed copy.
 *
 * @param name         as it shows in thread dumps, events and {@link Loop#name()}
 * @param idle         what its thread does when there is nothing to do; ignored when the caller runs it
 * @param callerRun    true when the application polls it, false when it has a thread of its own
 * @param batchLimit   the most messages handled in one duty cycle before timers and commands are looked at again
 * @param sourceLength bytes of the ring in front of the loop, a power of two, or 0 to derive it: eight of the largest
 *                     messages, the least that Agrona's ring takes
 */
public record LoopConfig(String name, IdleProfile idle, boolean callerRun, int batchLimit, int sourceLength)
{
    /**
     * The batch that moved the most 1 KiB messages through an L2-sized ring; see docs/threads.md.
     */
    public static final int DEFAULT_BATCH_LIMIT = 64;

    /**
     * Checks every value.
     *
     * @throws IllegalArgumentException when the name is blank or a number is out of range
     */
    public LoopConfig
    {
        Objects.requireNonNull(idle, "idle");
        if (name.isBlank())
        {
            throw new IllegalArgumentException("name is blank: name the loop as it is to show in thread dumps");
        }
        if (batchLimit < 1)
        {
            throw new IllegalArgumentException("batchLimit=" + batchLimit + " must be at least 1");
        }
        if (sourceLength < 0 || Integer.bitCount(sourceLength) > 1)
        {
            throw new IllegalArgumentException("sourceLength=" + sourceLength + " must be a power of two, or 0");
        }
    }

    /**
     * A loop with a thread of its own, {@link IdleProfile#QUIET}.
     *
     * @param name of the loop
     * @return the configuration
     */
    public static LoopConfig named(String name)
    {
        return new LoopConfig(name, IdleProfile.QUIET, false, DEFAULT_BATCH_LIMIT, 0);
    }

    /**
     * A loop without a thread: the application calls {@link Loop#poll(int)}.
     *
     * @param name of the loop
     * @return the configuration
     */
    public static LoopConfig callerRun(String name)
    {
        return new LoopConfig(name, IdleProfile.QUIET, true, DEFAULT_BATCH_LIMIT, 0);
    }

    /**
     * With another idle profile.
     *
     * @param newIdle what its thread does when there is nothing to do
     * @return a changed copy
     */
    public LoopConfig withIdle(IdleProfile newIdle)
    {
        return new LoopConfig(name, newIdle, callerRun, batchLimit, sourceLength);
    }

    /**
     * With another batch limit.
     *
     * @param newBatchLimit messages, at least 1
     * @return a changed copy
     */
    public LoopConfig withBatchLimit(int newBatchLimit)
    {
        return new LoopConfig(name, idle, callerRun, newBatchLimit, sourceLength);
    }

    /**
     * With another ring in front.
     *
     * @param newSourceLength bytes, a power of two; 0 to derive it
     * @return a changed copy
     */
    public LoopConfig withSourceLength(int newSourceLength)
    {
        return new LoopConfig(name, idle, callerRun, batchLimit, newSourceLength);
    }
}
