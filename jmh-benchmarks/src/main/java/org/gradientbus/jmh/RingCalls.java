package org.gradientbus.jmh;

/**
 * Claim, commit and read.
 */
final class RingCalls implements Calls
{
    private final Ring ring;
    private final Ring.Handler handler = new Ring.Handler(new Tally(), null);
    private final SpinThenYield idle = new SpinThenYield();
    private long value;

    RingCalls(int capacity, int length)
    {
        ring = new Ring(capacity, length);
    }

    @Override
    public void send()
    {
        for (int i = 0; i < BATCH; i++)
        {
            ring.send(value++, idle);
        }
    }

    @Override
    public void receive()
    {
        int received = 0;
        while (received < BATCH)
        {
            received += ring.poll(handler);
        }
    }

    @Override
    public void close()
    {
    }
}
