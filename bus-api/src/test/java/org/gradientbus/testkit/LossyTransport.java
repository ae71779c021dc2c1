package org.gradientbus.testkit;

import org.gradientbus.Rung;
import org.gradientbus.spi.Link;
import org.gradientbus.spi.PeerListener;
import org.gradientbus.spi.Signal;
import org.gradientbus.spi.Source;
import org.gradientbus.spi.Transport;
import org.gradientbus.spi.TransportContext;

import java.util.concurrent.atomic.AtomicInteger;

/** Wraps the sources and links of a transport. Loops have even streams of fates, links odd ones. */
final class LossyTransport implements Transport
{
    private final LossyProvider provider;
    private final Transport beneath;
    private final TransportContext context;
    private final AtomicInteger links = new AtomicInteger();

    LossyTransport(LossyProvider provider, Transport beneath, TransportContext context)
    {
        this.provider = provider;
        this.beneath = beneath;
        this.context = context;
    }

    @Override
    public Rung rung()
    {
        return beneath.rung();
    }

    @Override
    public String endpoint()
    {
        return beneath.endpoint();
    }

    @Override
    public Source openSource(int loop, int length, Signal signal)
    {
        FateStream fates = new FateStream(provider.loss().seed(), 2L * loop);
        return new LossySource(provider, beneath.openSource(loop, length, signal), context, fates);
    }

    @Override
    public Link connect(String endpoint, int loop)
    {
        FateStream fates = new FateStream(provider.loss().seed(), 2L * links.getAndIncrement() + 1);
        return new LossyLink(provider, beneath.connect(endpoint, loop), fates);
    }

    @Override
    public Link connectControl(String endpoint)
    {
        FateStream fates = new FateStream(provider.loss().seed(), 2L * links.getAndIncrement() + 1);
        return new LossyLink(provider, beneath.connectControl(endpoint), fates);
    }

    @Override
    public void discover(PeerListener listener)
    {
        beneath.discover(listener);
    }

    @Override
    public void close()
    {
        beneath.close();
    }
}
