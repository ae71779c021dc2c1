package org.gradientbus.jmh;

/**
 * Nanoseconds of a call on one thread.
 */
final class CallSide implements Side
{
    private static final long LOOK_AT_CLOCK_EVERY = 64;

    private final Calls calls;

    CallSide(Calls calls)
    {
        this.calls = calls;
    }

    @Override
    public double measure(long roundNs)
    {
        final long startNs = System.nanoTime();
        long batches = 0;
        long elapsedNs = 0;
        while (elapsedNs < roundNs)
        {
            for (int i = 0; i < LOOK_AT_CLOCK_EVERY; i++)
            {
                calls.batch();
            }
            batches += LOOK_AT_CLOCK_EVERY;
            elapsedNs = System.nanoTime() - startNs;
        }
        return (double)elapsedNs / (batches * Calls.BATCH);
    }

    @Override
    public void close()
    {
        calls.close();
    }
}
