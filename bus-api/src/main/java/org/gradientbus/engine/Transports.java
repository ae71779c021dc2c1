package org.gradientbus.engine;

import org.gradientbus.BusConfig;
import org.gradientbus.BusEvent;
import org.gradientbus.Rung;
import org.gradientbus.spi.Transport;
import org.gradientbus.spi.TransportContext;
import org.gradientbus.spi.TransportProvider;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * The rungs of a bus: PROCESS, and those that reach peers. One that cannot work is told of, remembered for
 * explanations, and done without.
 */
final class Transports
{
    private final Transport own;
    private final List<Transport> toPeers = new CopyOnWriteArrayList<>();
    private final List<String> remarks = new CopyOnWriteArrayList<>();
    private final Map<Transport, String> downByTransport = new HashMap<>();
    private final Consumer<BusEvent> events;

    Transports(BusConfig config, TransportProvider ownProvider, TransportContext ownContext,
        TransportContext contextToPeers, Consumer<BusEvent> events)
    {
        this.events = events;
        own = ownProvider.open(ownContext);
        final List<Transport> opened = new ArrayList<>();
        final Set<Rung> taken = EnumSet.of(Rung.PROCESS);
        for (final TransportProvider each : config.configured())
        {
            if (config.rungs().contains(each.rung()) && taken.add(each.rung()))
            {
                openOrFail(each, contextToPeers, opened);
            }
        }
        for (final TransportProvider each : providers(config))
        {
            if (config.rungs().contains(each.rung()) && taken.add(each.rung()))
            {
                open(each, contextToPeers, opened);
            }
        }
        opened.sort(Comparator.comparing(Transport::rung));
        toPeers.addAll(opened);
    }

    /** The PROCESS rung. */
    Transport own()
    {
        return own;
    }

    /** The others, nearest first. */
    List<Transport> toPeers()
    {
        return toPeers;
    }

    /** Which rungs cannot be used, and why. */
    List<String> remarks()
    {
        return remarks;
    }

    /** A rung does not do what it should. */
    void failed(Transport transport, String reason, boolean isUseless)
    {
        unavailable(transport.rung(), reason);
        if (isUseless)
        {
            toPeers.remove(transport);
            transport.close();
        }
    }

    /** A rung has broken down, and repairs itself. */
    void down(Transport transport, String reason)
    {
        final String remark = transport.rung() + " is being repaired: " + reason;
        remarks.remove(downByTransport.put(transport, remark));
        remarks.add(remark);
        events.accept(new BusEvent.RungDown(transport.rung(), reason));
    }

    void up(Transport transport)
    {
        remarks.remove(downByTransport.remove(transport));
        events.accept(new BusEvent.RungUp(transport.rung()));
    }

    void close()
    {
        toPeers.forEach(Transport::close);
        own.close();
    }

    /** Whoever set a rung up by name is not to find himself without it: the bus does not open. */
    private void openOrFail(TransportProvider provider, TransportContext context, List<Transport> opened)
    {
        try
        {
            opened.add(provider.open(context));
        }
        catch (final RuntimeException | LinkageError refused)
        {
            opened.forEach(Transport::close);
            own.close();
            throw refused;
        }
    }

    private void open(TransportProvider provider, TransportContext context, List<Transport> opened)
    {
        try
        {
            opened.add(provider.open(context));
        }
        catch (final RuntimeException | LinkageError refused)
        {
            unavailable(provider.rung(), refused.getMessage() == null ? refused.toString() : refused.getMessage());
        }
    }

    private void unavailable(Rung rung, String reason)
    {
        remarks.add(rung + " is not available: " + reason);
        events.accept(new BusEvent.RungUnavailable(rung, reason));
    }

    private List<TransportProvider> providers(BusConfig config)
    {
        if (config.transports().isPresent())
        {
            return config.transports().get();
        }
        final List<TransportProvider> found = new ArrayList<>();
        final Iterator<TransportProvider> each = ServiceLoader.load(TransportProvider.class).iterator();
        while (hasNext(each))
        {
            try
            {
                found.add(each.next());
            }
            catch (final ServiceConfigurationError broken)
            {
                remarks.add("a transport on the class path cannot be loaded: " + broken.getMessage());
            }
        }
        return found;
    }

    private boolean hasNext(Iterator<TransportProvider> each)
    {
        try
        {
            return each.hasNext();
        }
        catch (final ServiceConfigurationError broken)
        {
            remarks.add("the transports on the class path cannot be read: " + broken.getMessage());
            return false;
        }
    }
}
