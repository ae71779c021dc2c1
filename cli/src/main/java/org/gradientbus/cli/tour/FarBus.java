package org.gradientbus.cli.tour;

import org.gradientbus.Bus;
import org.gradientbus.BusCounter;
import org.gradientbus.IdleProfile;
import org.gradientbus.Loop;
import org.gradientbus.LoopConfig;
import org.gradientbus.MailboxOptions;

import java.util.EnumMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * A far end that is a bus of this JVM.
 */
final class FarBus implements FarEnd
{
    private final Bus bus;
    private final LongSupplier backgroundErrors;
    private final Map<FarPart, OpenPart> parts = new EnumMap<>(FarPart.class);

    private record OpenPart(Loop loop, Receiver receiver)
    {
    }

    /** On a bus whose errors are told by those who opened it. */
    FarBus(Bus bus)
    {
        this(bus, () -> 0);
    }

    FarBus(Bus bus, LongSupplier backgroundErrors)
    {
        this.bus = bus;
        this.backgroundErrors = backgroundErrors;
    }

    @Override
    public void open(FarPart part, IdleProfile idle)
    {
        Receiver receiver = switch (part)
        {
            case ECHO -> echo();
            case STREAM -> new Receiver(Tour.LARGEST);
            case SLEEPER -> new Receiver.Sleeper(Tour.LARGEST);
        };
        Loop loop = bus.loop(LoopConfig.named(part.loopName()).withIdle(idle));
        parts.put(part, new OpenPart(loop, receiver));
        bus.subscribe(part.address(), receiver, MailboxOptions.defaults().withLoop(loop));
    }

    private Echo echo()
    {
        Ends.awaitBound(bus, FarPart.PONG);
        return new Echo(bus, FarPart.PONG, Tour.LARGEST);
    }

    @Override
    public long next(FarPart part)
    {
        return parts.get(part).receiver().next();
    }

    @Override
    public Counts counts(FarPart part)
    {
        return parts.get(part).receiver().counts();
    }

    @Override
    public void close(FarPart part)
    {
        parts.remove(part).loop().close();
    }

    @Override
    public Health health()
    {
        return new Health(
            Ends.inFlight(bus), bus.counters().get(BusCounter.HANDLER_ERRORS), backgroundErrors.getAsLong());
    }

    @Override
    public String fate()
    {
        return "";
    }

    @Override
    public void close()
    {
        bus.close();
    }
}
