package org.gradientbus.testkit;

import java.time.Duration;
import java.util.SplittableRandom;

/**
 * What a {@link LossyProvider} does to frames; immutable, each {@code with} gives a changed copy. Probabilities are 0
 * to 1; a frame that is dropped is not reordered, and one that is reordered is not duplicated.
 *
 * @param seed       of all decisions: the same seed and the same traffic give the same fates
 * @param drop       probability that a frame is lost on its way
 * @param duplicate  probability that a frame arrives once more, a little later
 * @param reorder    probability that a frame is overtaken by one to three later ones
 * @param delay      probability that a frame, and with it all behind it, is late: order is kept
 * @param delayPolls how many polls a late frame is late
 * @param delayFor   how long by the clock a late frame is late; counts together with the polls
 * @param dropAtSend probability that a frame is lost before it leaves: its commit becomes an abort
 */
public record Loss(
    long seed,
    double drop,
    double duplicate,
    double reorder,
    double delay,
    int delayPolls,
    Duration delayFor,
    double dropAtSend)
{
    /**
     * Checks every value.
     *
     * @throws IllegalArgumentException names the value and its limit
     */
    public Loss
    {
        requireProbability("drop", drop);
        requireProbability("duplicate", duplicate);
        requireProbability("reorder", reorder);
        requireProbability("delay", delay);
        requireProbability("dropAtSend", dropAtSend);
        if (delayPolls < 0 || delayFor.isNegative())
        {
            throw new IllegalArgumentException("delayPolls=" + delayPolls + " delayFor=" + delayFor + " is negative");
        }
    }

    /**
     * No loss at all yet, with a random seed.
     *
     * @return a loss to build on
     */
    public static Loss none()
    {
        return seeded(new SplittableRandom().nextLong());
    }

    /**
     * No loss at all yet.
     *
     * @param seed of all decisions
     * @return a loss to build on
     */
    public static Loss seeded(long seed)
    {
        return new Loss(seed, 0, 0, 0, 0, 0, Duration.ZERO, 0);
    }

    /**
     * With frames lost on their way.
     *
     * @param probability 0 to 1
     * @return a changed copy
     */
    public Loss withDrop(double probability)
    {
        return new Loss(seed, probability, duplicate, reorder, delay, delayPolls, delayFor, dropAtSend);
    }

    /**
     * With frames that arrive twice.
     *
     * @param probability 0 to 1
     * @return a changed copy
     */
    public Loss withDuplicate(double probability)
    {
        return new Loss(seed, drop, probability, reorder, delay, delayPolls, delayFor, dropAtSend);
    }

    /**
     * With frames that others overtake.
     *
     * @param probability 0 to 1
     * @return a changed copy
     */
    public Loss withReorder(double probability)
    {
        return new Loss(seed, drop, duplicate, probability, delay, delayPolls, delayFor, dropAtSend);
    }

    /**
     * With frames that are late by a number of polls.
     *
     * @param probability 0 to 1
     * @param polls       that find nothing before the frame comes
     * @return a changed copy
     */
    public Loss withDelay(double probability, int polls)
    {
        return new Loss(seed, drop, duplicate, reorder, probability, polls, delayFor, dropAtSend);
    }

    /**
     * With frames that are late by the clock of the transport's context.
     *
     * @param probability 0 to 1
     * @param late        from the first poll that could have found the frame
     * @return a changed copy
     */
    public Loss withDelay(double probability, Duration late)
    {
        return new Loss(seed, drop, duplicate, reorder, probability, delayPolls, late, dropAtSend);
    }

    /**
     * With frames lost before they leave.
     *
     * @param probability 0 to 1
     * @return a changed copy
     */
    public Loss withDropAtSend(double probability)
    {
        return new Loss(seed, drop, duplicate, reorder, delay, delayPolls, delayFor, probability);
    }

    private static void requireProbability(String name, double value)
    {
        if (!(value >= 0 && value <= 1))
        {
            throw new IllegalArgumentException(name + "=" + value + " is not a probability: 0 to 1");
        }
    }
}
