package org.gradientbus.jmh;

/**
 * One-way through the raw ring: claim, write, commit; read in batches.
 */
final class RingOneWay implements OneWay
{
    private final Ring ring;
    private final Tally tally = new Tally();
    private final SpinThenYield consumerIdle = new SpinThenYield();

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
        while (run.isConsuming())
        {
            consumerIdle.idle(ring.poll(handler));
        }
    }

    @Override
    public SpinThenYield consumerIdle()
    {
        return consumerIdle;
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
        long produce(Run run, Laps laps)
        {
            long value = 0;
            laps.start();
            while (run.isProducing())
            {
                for (int i = laps.messages(); i > 0; i--)
                {
                    ring.send(value++, idle);
                }
                laps.lap();
            }
            return value;
        }
    }
}
