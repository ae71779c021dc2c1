package org.gradientbus.jmh.peer;

import org.gradientbus.Bus;
import org.gradientbus.IdleProfile;
import org.gradientbus.Loop;
import org.gradientbus.LoopConfig;
import org.gradientbus.MailboxOptions;
import org.gradientbus.MessageHandler;
import org.gradientbus.Rung;
import org.gradientbus.jmh.Buses;

import java.time.Duration;

/**
 * A bus and a loop at one end: one bus for both ends where they are in one process. The rig polls the loop as it polls
 * whatever else is polled; in QUIET the bus does, with a thread of its own, as it comes.
 */
final class GradientGround implements AutoCloseable
{
    static final String LOOPS = "in QUIET each end's loop has its own thread, else the rig polls it";

    private static final int POLL_LIMIT = 64;
    private static final Duration LOOK = Duration.ofMillis(1);

    private final Ground ground;
    private final Bus bus;
    private final Loop loop;

    GradientGround(Ground ground)
    {
        this.ground = ground;
        bus = ground.rung() == Rung.PROCESS ?
            ground.common().closeable(Bus.class, () -> Buses.open(ground.capacity())) :
            Buses.open(ground.place(), ground.directory(), ground.capacity(), ground.isNear());
        final LoopConfig config = isPolled() ?
            LoopConfig.callerRun(ground.ownName()) :
            LoopConfig.named(ground.ownName()).withIdle(IdleProfile.QUIET);
        // The NETWORK rung makes its streams of the longest message, whatever the ring.
        loop = bus.loop(ground.rung() == Rung.NETWORK ? config : config.withSourceLength(ground.capacity()));
    }

    Bus bus()
    {
        return bus;
    }

    Loop loop()
    {
        return loop;
    }

    String otherAddress()
    {
        return address(ground.otherName());
    }

    void subscribe(MessageHandler handler)
    {
        bus.subscribe(address(ground.ownName()), handler, MailboxOptions.defaults().withLoop(loop));
    }

    boolean isConnected()
    {
        return bus.awaitService(otherAddress(), LOOK);
    }

    boolean isPolled()
    {
        return ground.idle() != IdleProfile.QUIET;
    }

    int poll()
    {
        return isPolled() ? loop.poll(POLL_LIMIT) : 0;
    }

    private static String address(String name)
    {
        return "bench/" + name;
    }

    @Override
    public void close()
    {
        bus.close();
    }
}
