package org.gradientbus.udp;

import io.aeron.driver.MediaDriver;
import io.aeron.driver.media.UdpChannel;
import org.agrona.ErrorHandler;
import org.gradientbus.BusException;
import org.gradientbus.spi.TransportContext;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.Selector;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What stands between the sockets of an embedded driver and Aeron, which believes what it reads: every datagram is read
 * here before. One for a transport, whatever becomes of its driver.
 */
class Guard
{
    /** After so many datagrams in a row that were refused, others get their turn. */
    static final int MOST_REFUSED_IN_A_ROW = 32;

    private final Sources sources;
    private final List<String> sourceTexts;
    private final KnownSessions known;
    private final AtomicLong driverErrors = new AtomicLong();
    private final Refusals refusals = new Refusals(System::nanoTime);
    private final int termBytes;
    private final int windowBytes;

    Guard(UdpConfig config, TransportContext context)
    {
        sources = new Sources(config.sourceAddresses());
        sourceTexts = config.sourceAddresses();
        config.seedAddresses().stream().map((each) -> HostPort.parse("seed", each)).filter(HostPort::isNumeric)
            .forEach(this::requireAllowed);
        known = new KnownSessions(context.nodeId());
        termBytes = new StreamSizes(context.maxFrameLength(), config.mtuBytes()).termBytes();
        windowBytes = config.windowBytes();
    }

    /**
     * Gives a driver our sockets' ends instead of its own.
     *
     * @param settings of the driver
     * @param selector is told of datagrams
     */
    void install(MediaDriver.Context settings, Selector selector)
    {
        settings
            .receiveChannelEndpointSupplier((channel, dispatcher, status, context) ->
                new GuardedReceiveEndpoint(requirePlain(channel), dispatcher, status, context, this, selector))
            .sendChannelEndpointSupplier((channel, status, context) ->
                new GuardedSendEndpoint(requirePlain(channel), status, context, this, selector));
    }

    /** One that sends to whoever says that he listens is a weapon in the hands of a third. */
    static UdpChannel requirePlain(UdpChannel channel)
    {
        if (channel.isMultiDestination() || channel.isDynamicControlMode() || channel.isManualControlMode() ||
            channel.isResponseControlMode() || channel.isMulticast() || channel.hasExplicitControl())
        {
            throw new BusException("channel=" + channel.originalUriString() +
                " has more than one destination, or one that others choose: the NETWORK rung has none such");
        }
        return channel;
    }

    boolean allows(InetAddress source)
    {
        return sources.allow(source);
    }

    /** Is a numeric address one host's, and its datagrams read? */
    boolean allows(HostPort address)
    {
        try
        {
            InetAddress host = InetAddress.getByName(address.host());
            return !host.isMulticastAddress() && !host.isAnyLocalAddress() && sources.allow(host);
        }
        catch (UnknownHostException malformed)
        {
            return false;
        }
    }

    /** A seed that could not answer would be waited for in silence. */
    void requireAllowed(HostPort seed)
    {
        if (!allows(seed))
        {
            throw new BusException("seed=" + seed + " is in none of sources=" + sourceTexts +
                ": its datagrams are not read. Name it in UdpConfig.sources, too");
        }
    }

    /** Counts what the driver complains of. */
    ErrorHandler watch(ErrorHandler errors)
    {
        return (error) ->
        {
            driverErrors.incrementAndGet();
            errors.onError(error);
        };
    }

    /** What was refused, and what the driver complained of nevertheless. */
    Map<String, Long> counters()
    {
        Map<String, Long> all = refusals.counts();
        all.put("driver errors", driverErrors.get());
        return all;
    }

    KnownSessions known()
    {
        return known;
    }

    Refusals refusals()
    {
        return refusals;
    }

    /** The longest term that anybody needs to send to a loop. */
    int termBytes()
    {
        return termBytes;
    }

    int windowBytes()
    {
        return windowBytes;
    }

    /** Counts what is refused. Returns whether it is not. */
    boolean passes(Refusal refusal, InetSocketAddress source)
    {
        if (refusal != null)
        {
            refusals.count(refusal, source);
        }
        return refusal == null;
    }
}
