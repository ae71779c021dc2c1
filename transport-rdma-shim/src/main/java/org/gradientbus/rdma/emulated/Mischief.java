package org.gradientbus.rdma.emulated;

/**
 * How an emulated domain treats writes. The same seed and the same calls give the same treatment.
 *
 * @param seed               of everything that is left to chance
 * @param reorderPercent     how many pieces are not the oldest that may go
 * @param splitPercent       how many writes are cut into pieces, at any byte
 * @param delayPercent       how many writes wait, some for hundreds of rounds of progress, while later ones go
 * @param refusePercent      how many writes are answered FULL though there is room
 * @param failuresPerMillion how many of a million pieces end their endpoint
 */
public record Mischief(
    long seed,
    int reorderPercent,
    int splitPercent,
    int delayPercent,
    int refusePercent,
    int failuresPerMillion)
{
    /**
     * Checks the shares.
     *
     * @throws IllegalArgumentException when a share is none
     */
    public Mischief
    {
        checkShare("reorderPercent", reorderPercent, 100);
        checkShare("splitPercent", splitPercent, 100);
        checkShare("delayPercent", delayPercent, 100);
        checkShare("refusePercent", refusePercent, 99);
        checkShare("failuresPerMillion", failuresPerMillion, 1_000_000);
    }

    private static void checkShare(String name, int value, int most)
    {
        if (value < 0 || value > most)
        {
            throw new IllegalArgumentException(name + "=" + value + " is not within 0.." + most);
        }
    }

    /**
     * Writes go whole, in order and at once.
     *
     * @return none at all
     */
    public static Mischief none()
    {
        return new Mischief(0, 0, 0, 0, 0, 0);
    }

    /**
     * Everything that the contract allows, but no failures.
     *
     * @param seed of what is left to chance
     * @return a lot of it
     */
    public static Mischief much(long seed)
    {
        return new Mischief(seed, 75, 50, 5, 2, 0);
    }

    /**
     * The same with failures.
     *
     * @param newFailuresPerMillion how many of a million pieces end their endpoint
     * @return a copy
     */
    public Mischief withFailures(int newFailuresPerMillion)
    {
        return new Mischief(
            seed, reorderPercent, splitPercent, delayPercent, refusePercent, newFailuresPerMillion);
    }
}
