package org.gradientbus.jmh;

import org.gradientbus.Bus;
import org.gradientbus.Claim;
import org.gradientbus.Loop;
import org.gradientbus.MailboxOptions;
import org.gradientbus.Publisher;

/**
 * There and back through a bus: a publisher and a loop for each direction.
 */
final class BusPingPong implements PingPong
{
    private final Bus bus;
    private final Loop farLoop;
    private final Loop nearLoop;
    private final Publisher there;
    private final Claim claim;
    private final int length;
    private final Tally far = new Tally();
    private final Tally near = new Tally();
    private final SpinThenYield idle = new SpinThenYield();

    BusPingPong(int capacity, int length)
    {
        bus = Buses.open(capacity);
        farLoop = Buses.loop(bus, "far", capacity);
        nearLoop = Buses.loop(bus, "near", capacity);
        this.length = length;
        final SpinThenYield farIdle = new SpinThenYield();
        final Claim farClaim = bus.claim();
        bus.subscribe(
            "bench/near",
            (buffer, offset, bytes, envelope) -> near.add(Payload.read(buffer, offset, bytes)),
            MailboxOptions.defaults().withLoop(nearLoop));
        final Publisher back = bus.publisher("bench/near");
        bus.subscribe(
            "bench/far",
            (buffer, offset, bytes, envelope) ->
            {
                far.add(Payload.read(buffer, offset, bytes));
                send(back, farClaim, bytes, buffer.getLong(offset), farIdle);
            },
            MailboxOptions.defaults().withLoop(farLoop));
        there = bus.publisher("bench/far");
        claim = bus.claim();
    }

    @Override
    public void echo(Run run)
    {
        Buses.poll(farLoop, run, new SpinThenYield());
    }

    @Override
    public boolean roundTrip(long value)
    {
        send(there, claim, length, value, idle);
        while (nearLoop.poll(Ring.POLL_LIMIT) == 0)
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
        bus.close();
    }

    private static void send(Publisher to, Claim claim, int length, long value, SpinThenYield idle)
    {
        while (!to.tryClaim(length, claim).isAccepted())
        {
            idle.idle();
        }
        idle.reset();
        Payload.write(claim.buffer(), claim.offset(), length, value);
        claim.commit();
    }
}
