package org.gradientbus.engine;

import org.gradientbus.BusException;
import org.gradientbus.Rung;
import org.gradientbus.spi.Link;
import org.gradientbus.spi.Signal;
import org.gradientbus.spi.Source;
import org.gradientbus.spi.Transport;
import org.gradientbus.spi.TransportContext;
import org.gradientbus.spi.TransportProvider;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The PROCESS rung: one ring in memory for each loop, written by every thread of the JVM.
 */
final class ProcessTransport implements Transport
{
    private final TransportContext context;
    private final Map<Integer, ProcessSource> sourceByLoop = new ConcurrentHashMap<>();

    ProcessTransport(TransportContext context)
    {
        this.context = context;
    }

    static TransportProvider provider()
    {
        return new TransportProvider()
        {
            @Override
            public Rung rung()
            {
                return Rung.PROCESS;
            }

            @Override
            public Transport open(TransportContext context)
            {
                return new ProcessTransport(context);
            }
        };
    }

    @Override
    public Rung rung()
    {
        return Rung.PROCESS;
    }

    @Override
    public String endpoint()
    {
        return "process:" + Long.toHexString(context.nodeId());
    }

    @Override
    public synchronized Source openSource(int loop, int length, Signal signal)
    {
        final ProcessSource source = new ProcessSource(
            length, context.maxFrameLength(), signal, (closed) -> sourceByLoop.remove(loop, closed));
        if (sourceByLoop.putIfAbsent(loop, source) != null)
        {
            throw new IllegalStateException("loop=" + loop + " has a source already");
        }
        return source;
    }

    @Override
    public synchronized Link connect(String endpoint, int loop)
    {
        final ProcessSource source = sourceByLoop.get(loop);
        if (!endpoint.equals(endpoint()) || source == null)
        {
            throw new BusException("no loop=" + loop + " at endpoint=" + endpoint + ", this is " + endpoint());
        }
        return new ProcessLink(source);
    }

    @Override
    public synchronized void close()
    {
        sourceByLoop.values().forEach(ProcessSource::close);
    }
}
