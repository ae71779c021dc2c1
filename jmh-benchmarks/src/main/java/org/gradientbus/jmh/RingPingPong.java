package org.gradientbus.jmh;

/**
 * There and back over two raw rings.
 */
final class RingPingPong implements PingPong
{
    private final Ring there;
    private final Ring back;
    private final Tally far = new Tally();
    private final Tally near = new Tally();
    private final Ring.Handler nearHandler = new Ring.Handler(near, null);
    private final SpinThenYield idle = new SpinThenYield();

    RingPingPong(int capacity, int length)
    {
        there = new Ring(capacity, length);
        back = new Ring(capacity, length);
    }

    @Override
    public void echo(Run run)
    {
        final Ring.Handler handler = new Ring.Handler(far, back);
        final SpinThenYield farIdle = new SpinThenYield();
        while (run.isConsuming())
        {
            farIdle.idle(there.poll(handler));
        }
    }

    @Override
    public boolean roundTrip(long value)
    {
        there.send(value, idle);
        while (back.poll(nearHandler) == 0)
        {
            idle.idle();
        }
        return idle.reset();
    }

    @Override
    public Tally tally()
    {
        return near;
    }

    @Override
    public void close()
    {
    }
}
