package org.gradientbus.cli.doctor;

import org.gradientbus.Bus;
import org.gradientbus.BusConfig;
import org.gradientbus.BusException;
import org.gradientbus.IdleProfile;
import org.gradientbus.Peer;
import org.gradientbus.Rung;
import org.gradientbus.cli.tools.AnyPort;
import org.gradientbus.udp.UdpConfig;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.PortUnreachableException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Tries to reach a bus over the network, step by step: the name, the way, the port, and a meeting. Stops at the first
 * step that fails, since the next would only fail too.
 */
final class Seed
{
    private static final int REFUSAL_MS = 300;
    private static final long MEETING_MS = 5_000;
    private static final long LOOK_MS = 20;

    /** What IPv6 and UDP put in front. */
    private static final int MOST_HEADERS = 48;

    private final String hostPort;
    private final String host;
    private final int port;
    private final String domain;
    private final List<Finding> findings = new ArrayList<>();

    /**
     * A bus to look for.
     *
     * @param hostPort where it should receive
     * @param domain   that it should belong to
     * @throws IllegalArgumentException when the first is no {@code host:port}
     */
    Seed(String hostPort, String domain)
    {
        UdpConfig.listen("0.0.0.0:0").seeds(hostPort);
        this.hostPort = hostPort;
        this.domain = domain;
        final int colon = hostPort.lastIndexOf(':');
        host = hostPort.substring(0, colon);
        port = Integer.parseInt(hostPort.substring(colon + 1));
    }

    List<Finding> look()
    {
        try
        {
            InetAddress[] addresses = InetAddress.getAllByName(host);
            right("name", Arrays.stream(addresses).map(InetAddress::getHostAddress).collect(Collectors.joining(", ")));
            lookBeyond(addresses[0]);
        }
        catch (UnknownHostException unknown)
        {
            wrong("name", "nobody knows the name " + host,
                "check its spelling, /etc/hosts and the name server. A bus keeps asking, so the name may come later");
        }
        return findings;
    }

    private void lookBeyond(InetAddress there)
    {
        try (DatagramSocket socket = new DatagramSocket())
        {
            socket.connect(new InetSocketAddress(there, port));
            InetAddress here = socket.getLocalAddress();
            if (isWayWide(here, there) && isNotRefused(socket, there))
            {
                meet(here);
            }
        }
        catch (IOException | IllegalStateException noWay)
        {
            wrong("way", "this host has no way to " + there.getHostAddress() + " (" + noWay.getMessage() + ")",
                "'ip route get " + there.getHostAddress() + "' shows what the kernel would do");
        }
    }

    /** Only of the first link of the way: what lies behind it nobody here can know. */
    private boolean isWayWide(InetAddress here, InetAddress there) throws IOException
    {
        NetworkInterface first = NetworkInterface.getByInetAddress(here);
        String way = "from " + here.getHostAddress() + (first == null ? "" :
            " on " + first.getName() + ", MTU " + first.getMTU());
        int longest = UdpConfig.DEFAULT_MTU_BYTES + MOST_HEADERS;
        if (first != null && first.getMTU() < longest)
        {
            wrong("way", way + ": a datagram of " + UdpConfig.DEFAULT_MTU_BYTES + " bytes and its headers do not fit",
                "at both ends, UdpConfig.mtuBytes of " + (first.getMTU() - MOST_HEADERS) / 32 * 32 + " at most");
            return false;
        }
        if (here.isLoopbackAddress() && !there.isLoopbackAddress())
        {
            warning("way", way + ": that is this host itself", "name an address of the other host");
        }
        else
        {
            right("way", way);
        }
        return true;
    }

    /** Too short to mean anything to a bus, which drops it; where nobody listens the host says so. */
    private boolean isNotRefused(DatagramSocket socket, InetAddress there) throws IOException
    {
        socket.setSoTimeout(REFUSAL_MS);
        try
        {
            socket.send(new DatagramPacket(new byte[1], 1));
            socket.receive(new DatagramPacket(new byte[1], 1));
        }
        catch (PortUnreachableException refused)
        {
            wrong("port", there.getHostAddress() + " says that nobody listens at port " + port,
                "start the bus there, or look what it listens at: an address that this host can reach, and this port");
            return false;
        }
        catch (SocketTimeoutException silent)
        {
            // As it should be, or a firewall that drops: the meeting tells.
        }
        right("port", "no refusal");
        return true;
    }

    private void meet(InetAddress here)
    {
        String own = here.getHostAddress();
        BusConfig config = BusConfig.domain(domain)
            .withNodeName("gradient doctor")
            .withIdle(IdleProfile.QUIET)
            .withRungs(Rung.NETWORK)
            .withEventHandler((event) -> {})
            .with(UdpConfig.listen(AnyPort.at(here)).seeds(hostPort));
        long startNs = System.nanoTime();
        try (Bus bus = Bus.open(config))
        {
            List<Peer> peers = awaitPeers(bus, startNs);
            if (peers.isEmpty())
            {
                wrong("meeting", "no answer in " + MEETING_MS / 1000 + " s to a bus of the domain '" + domain +
                    "' at " + own, "is UDP open in the firewalls of both hosts, to port " + port + " there and to " +
                    "any port here (fix one by UdpConfig.listen)? Is the bus there in this domain, and can its host " +
                    "reach " + own + "?");
            }
            else
            {
                right("meeting", "met " + peers.size() + (peers.size() == 1 ? " node" : " nodes") + " after " +
                    TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNs) + " ms: " + peers.stream()
                    .map((each) -> each.name().isEmpty() ? Long.toHexString(each.nodeId()) : each.name())
                    .collect(Collectors.joining(", ")));
            }
        }
        catch (BusException refused)
        {
            wrong("meeting", refused.getMessage(), "mend that first");
        }
    }

    private static List<Peer> awaitPeers(Bus bus, long startNs)
    {
        List<Peer> peers = bus.gradient();
        try
        {
            while (peers.isEmpty() && System.nanoTime() - startNs < TimeUnit.MILLISECONDS.toNanos(MEETING_MS))
            {
                TimeUnit.MILLISECONDS.sleep(LOOK_MS);
                peers = bus.gradient();
            }
        }
        catch (InterruptedException interrupted)
        {
            Thread.currentThread().interrupt();
        }
        return peers;
    }

    private void right(String step, String found)
    {
        findings.add(Finding.right(subject(step), found));
    }

    private void warning(String step, String found, String remedy)
    {
        findings.add(Finding.warning(subject(step), found, remedy));
    }

    private void wrong(String step, String found, String remedy)
    {
        findings.add(Finding.wrong(subject(step), found, remedy));
    }

    private String subject(String step)
    {
        return String.format(Locale.ROOT, "%s, %s", host, step);
    }
}
