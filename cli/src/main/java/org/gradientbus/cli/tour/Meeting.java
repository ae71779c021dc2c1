package org.gradientbus.cli.tour;

import com.example.twohosts.TwoHosts;
import org.gradientbus.BusConfig;
import org.gradientbus.Rung;
import org.gradientbus.process.ProcessSpec;
import org.gradientbus.udp.UdpConfig;

import java.nio.file.Path;
import java.time.Duration;

/**
 * How the bus of this JVM and that of another one find each other.
 */
sealed interface Meeting extends AutoCloseable
{
    /** By which they meet. */
    Rung rung();

    /** Where the two are, for whoever reads what was measured. */
    String place();

    /** What the near bus is opened with. */
    BusConfig near(BusConfig config);

    /** Where the far bus receives, and where it looks for the near one; empty when no network is between them. */
    String[] endpoints();

    /** Starts the far JVM where it belongs. */
    ProcessSpec far(ProcessSpec spec);

    @Override
    void close();

    /** Of the far JVM: the domain, where the HOST rung keeps its files (or nothing), and the endpoints if there are. */
    default String[] arguments(BusConfig config)
    {
        String[] endpoints = endpoints();
        String[] all = new String[2 + endpoints.length];
        all[0] = config.domain();
        all[1] = config.hostDirectory().map(Path::toString).orElse("");
        System.arraycopy(endpoints, 0, all, 2, endpoints.length);
        return all;
    }

    /** What the far bus is opened with, from the arguments of its JVM. */
    static BusConfig config(String[] arguments)
    {
        BusConfig config = BusConfig.domain(arguments[0]).withNodeName("far end of the tour");
        if (arguments.length > 2)
        {
            return config.withRungs(Rung.NETWORK).with(OverNetwork.at(arguments[2]).seeds(arguments[3]));
        }
        BusConfig onHost = config.withRungs(Rung.HOST);
        return arguments[1].isEmpty() ? onHost : onHost.withHostDirectory(Path.of(arguments[1]));
    }

    /** Both are on one host, and that is all. */
    record OnThisHost() implements Meeting
    {
        @Override
        public Rung rung()
        {
            return Rung.HOST;
        }

        @Override
        public String place()
        {
            return "two JVMs";
        }

        @Override
        public BusConfig near(BusConfig config)
        {
            return config;
        }

        @Override
        public String[] endpoints()
        {
            return new String[0];
        }

        @Override
        public ProcessSpec far(ProcessSpec spec)
        {
            return spec;
        }

        @Override
        public void close()
        {
            // Nothing was made for it.
        }
    }

    /** Each is on a host of its own, and they share a network. */
    record OverNetwork(TwoHosts hosts) implements Meeting
    {
        /** Whoever measures on a busy machine does not want to hear that a peer did not get the processor. */
        private static final Duration PEER_TIMEOUT = Duration.ofSeconds(8);

        static UdpConfig at(String endpoint)
        {
            return UdpConfig.listen(endpoint).withPeerTimeout(PEER_TIMEOUT);
        }

        @Override
        public Rung rung()
        {
            return Rung.NETWORK;
        }

        @Override
        public String place()
        {
            return hosts.areNamespaces() ?
                "two JVMs in two network namespaces" :
                "two JVMs over loopback (network namespaces need root and ./gradient)";
        }

        @Override
        public BusConfig near(BusConfig config)
        {
            return config.with(at(hosts.first().endpoint()));
        }

        @Override
        public String[] endpoints()
        {
            return new String[]{hosts.second().endpoint(), hosts.first().endpoint()};
        }

        @Override
        public ProcessSpec far(ProcessSpec spec)
        {
            return hosts.second().runs(spec);
        }

        @Override
        public void close()
        {
            hosts.close();
        }
    }
}
