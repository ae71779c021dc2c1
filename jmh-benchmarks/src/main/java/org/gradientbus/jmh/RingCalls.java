package org.gradientbus.jmh;

/**
 * Claim, commit and read.
 */
final class RingCalls implements Calls
{
    private final Ring ring;
    private final Tally tally = new Tally();
    private final Ring.Handler handler = new Ring.Handler(tally, null);
    private final SpinThenYield idle = new SpinThenYield();
    private long value;

    RingCalls(int capacity, int length)
    {
        ring = new Ring(capacity, length);
    }

    @Override
    public void batch()
    {
        for (int i = 0; i < BATCH; i++)
        {
            ring.send(value++, idle);
        }
        int received = 0;
        while (received < BATCH)
        {
            received += ring.poll(handler);
        }
    }

    @Override
    public Tally tally()
    {
        return tally;
    }

    @Override
    public void close()
    {
    }
}
