package org.gradientbus.jmh;

/**
 * One-way through the raw ring: claim, write, commit; read in batches.
 */
final class RingOneWay implements OneWay
{
    private final Ring ring;
    private final Tally tally = new Tally();

    RingOneWay(int capacity, int length)
    {
        ring = new Ring(capacity, length);
    }

    @Override
    public Producer producer()
    {
        return new RingProducer(ring);
    }

    @Override
    public void consume(Run run)
    {
        final Ring.Handler handler = new Ring.Handler(tally, null);
        final SpinThenYield idle = new SpinThenYield();
        while (run.isConsuming())
        {
            idle.idle(ring.poll(handler));
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

    /** Claims and commits. */
    static final class RingProducer extends Producer
    {
        private final Ring ring;

        RingProducer(Ring ring)
        {
            this.ring = ring;
        }

        @Override
        void send(long value)
        {
            ring.send(value, idle);
        }

        @Override
        long produce(Run run)
        {
            long value = 0;
            while (run.isProducing())
            {
                ring.send(value++, idle);
            }
            return value;
        }
    }
}
