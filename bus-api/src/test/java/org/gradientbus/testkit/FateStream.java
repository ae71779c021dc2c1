package org.gradientbus.testkit;

/** The random decisions for one stream of frames: a function of seed, frame number and question, so it has no state. */
final class FateStream
{
    private static final int QUESTIONS = 8;
    private static final double UNIT = 0x1.0p-53;

    private final long seed;

    FateStream(long seed, long stream)
    {
        this.seed = FramePattern.mix(seed, stream);
    }

    boolean says(Fate question, long frame, double probability)
    {
        return probability > 0 && (random(question, frame) >>> 11) * UNIT < probability;
    }

    /** From 1 to the limit. */
    int number(Fate question, long frame, int limit)
    {
        return 1 + (int)((random(question, frame) & Integer.MAX_VALUE) % limit);
    }

    private long random(Fate question, long frame)
    {
        return FramePattern.mix(seed, frame * QUESTIONS + question.ordinal());
    }
}
