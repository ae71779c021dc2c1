package org.gradientbus.cli.tools;

import org.gradientbus.BusConfig;
import org.gradientbus.cli.CommandException;
import org.gradientbus.cli.ExitStatus;
import org.gradientbus.udp.UdpConfig;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The options of every command that can join a domain over the network, too.
 */
final class NetworkOptions
{
    @Option(
        names = "--seed",
        paramLabel = "HOST:PORT",
        description = "Where a bus on another host receives: join its domain over the network. May be given again.")
    private List<String> seeds = new ArrayList<>();

    @Option(
        names = "--listen",
        paramLabel = "HOST:PORT",
        description = "Where to receive from other hosts. Default: any free port at the address by which this host " +
            "reaches the first --seed.")
    private Optional<String> listen = Optional.empty();

    /** Is another host to be reached? */
    boolean areGiven()
    {
        return !seeds.isEmpty() || listen.isPresent();
    }

    /** The same, with the NETWORK rung if it is asked for. */
    BusConfig addTo(BusConfig config)
    {
        if (!areGiven())
        {
            return config;
        }
        try
        {
            String at = listen.isPresent() ? listen.get() : addressTowards(seeds.get(0));
            return config.with(UdpConfig.listen(at).seeds(seeds.toArray(String[]::new)));
        }
        catch (IllegalArgumentException refused)
        {
            throw new CommandException(ExitStatus.USAGE, refused.getMessage());
        }
    }

    /** Connecting a datagram socket sends nothing: the kernel looks up the way, and by which address it begins. */
    private static String addressTowards(String seed)
    {
        UdpConfig.listen(seed);
        int colon = seed.lastIndexOf(':');
        String host = seed.substring(0, colon);
        try (DatagramChannel channel = DatagramChannel.open())
        {
            // A port that nobody must listen at, but one that is not 0.
            channel.connect(new InetSocketAddress(InetAddress.getByName(host), 1));
            return AnyPort.at(((InetSocketAddress)channel.getLocalAddress()).getAddress());
        }
        catch (IOException unreachable)
        {
            throw new CommandException(ExitStatus.NOBODY, "no way to the seed " + seed + " (" +
                unreachable.getMessage() + "): check the name and the network, or say --listen HOST:PORT");
        }
    }
}
