package org.gradientbus.udp;

import org.gradientbus.Rung;
import org.gradientbus.spi.Transport;
import org.gradientbus.spi.TransportContext;
import org.gradientbus.spi.TransportProvider;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * How a bus takes part in a network; immutable, each {@code with} gives a changed copy. It is given to the bus, and
 * that is all:
 *
 * <pre>{@code
 * BusConfig.domain("prices").with(UdpConfig.listen("10.0.0.5:40123").seeds("10.0.0.6:40123"))
 * }</pre>
 *
 * <p>A jar on the class path alone opens no port: without this line there is no NETWORK rung.
 *
 * @param listenAt          where this bus receives, {@code host:port}; port 0 takes any that is free
 * @param seedAddresses     where other buses of the domain receive, {@code host:port} each; one that answers is
 *                          enough. Names are looked up again and again until they answer
 * @param sourceAddresses   whose datagrams are read: addresses as {@code 10.0.0.0/8}, {@code fd00::/8} or
 *                          {@code 192.0.2.7}. Others' are counted and dropped
 * @param driverMode        on which threads the embedded media driver runs
 * @param externalDriver    the Aeron directory of a driver that runs already; empty for an embedded one
 * @param windowBytes       how much may be under way to one loop of this bus from one peer, in bytes. Rate times round
 *                          trip is enough: 128 KiB carries 1 Gbit/s over a round trip of 1 ms
 * @param mtuBytes          the largest datagram without its UDP and IP headers, in bytes; what is longer travels in
 *                          pieces and is copied once where it arrives. Both ends and all that lies between must carry
 *                          it: 1,408 fits almost everywhere, 8,192 where frames are jumbo, and on loopback. Two whose
 *                          way drops datagrams of this length, or of 8,192, do not meet; the error handler is told
 * @param socketBufferBytes of each socket, for sending and for receiving, in bytes; 0 for as much as the window. Not
 *                          smaller than the window, or the kernel drops what the window admits
 * @param peerTimeout       a peer that was silent for so long is lost; pauses that are to be survived must be shorter
 *                          by half a second
 * @param connectTimeout    how long making a link may take
 */
public record UdpConfig(
    String listenAt,
    List<String> seedAddresses,
    List<String> sourceAddresses,
    DriverMode driverMode,
    Optional<Path> externalDriver,
    int windowBytes,
    int mtuBytes,
    int socketBufferBytes,
    Duration peerTimeout,
    Duration connectTimeout) implements TransportProvider
{
    /** 128 KiB: fits the largest socket buffer that Linux gives without being set up, 208 KiB. */
    public static final int DEFAULT_WINDOW_BYTES = 128 * 1024;

    /** 1,408: fits an Ethernet frame with room for tunnels. */
    public static final int DEFAULT_MTU_BYTES = 1408;

    /** 1.5 s: six heartbeats. */
    public static final Duration DEFAULT_PEER_TIMEOUT = Duration.ofMillis(1500);

    /**
     * Addresses that no router of the Internet passes on: loopback, link-local, and private networks
     * (RFC 1122, 1918, 3927, 4193, 4291, 6598).
     */
    public static final List<String> PRIVATE_NETWORKS = List.of("127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12",
        "192.168.0.0/16", "169.254.0.0/16", "100.64.0.0/10", "::1", "fe80::/10", "fc00::/7");

    static final int LEAST_MTU = 256;
    private static final int MOST_MTU = 65_504;
    private static final int FRAME_ALIGNMENT = 32;
    private static final int LEAST_WINDOW = 4 * 1024;
    private static final int MOST_WINDOW = 1 << 29;
    private static final Duration LEAST_PEER_TIMEOUT = Duration.ofMillis(500);

    /**
     * Checks every value.
     *
     * @throws IllegalArgumentException names the value, its limit, and what to do
     */
    public UdpConfig
    {
        HostPort.parse("listenAt", listenAt);
        seedAddresses = List.copyOf(seedAddresses);
        for (String each : seedAddresses)
        {
            if (HostPort.parse("seed", each).port() == 0)
            {
                throw new IllegalArgumentException("seed=" + each + " has port 0: name the port it listens at");
            }
        }
        sourceAddresses = List.copyOf(sourceAddresses);
        new Sources(sourceAddresses);
        Objects.requireNonNull(driverMode, "driverMode");
        Objects.requireNonNull(externalDriver, "externalDriver");
        requireInRange("mtuBytes", mtuBytes, LEAST_MTU, MOST_MTU);
        if (mtuBytes % FRAME_ALIGNMENT != 0)
        {
            throw new IllegalArgumentException("mtuBytes=" + mtuBytes + " must be a multiple of " + FRAME_ALIGNMENT +
                ": " + mtuBytes / FRAME_ALIGNMENT * FRAME_ALIGNMENT + " is the next lower");
        }
        requireInRange("windowBytes", windowBytes, LEAST_WINDOW, MOST_WINDOW);
        if (windowBytes < mtuBytes)
        {
            throw new IllegalArgumentException("windowBytes=" + windowBytes + " is less than mtuBytes=" + mtuBytes +
                ": a datagram would never be admitted");
        }
        if (socketBufferBytes != 0 && socketBufferBytes < windowBytes)
        {
            throw new IllegalArgumentException("socketBufferBytes=" + socketBufferBytes + " is less than windowBytes=" +
                windowBytes + ": the kernel would drop what the window admits; raise the one or lower the other");
        }
        if (peerTimeout.compareTo(LEAST_PEER_TIMEOUT) < 0)
        {
            throw new IllegalArgumentException("peerTimeout=" + peerTimeout + " must be " + LEAST_PEER_TIMEOUT +
                " at least: heartbeats are a quarter of a second apart");
        }
        if (connectTimeout.isZero() || connectTimeout.isNegative())
        {
            throw new IllegalArgumentException("connectTimeout=" + connectTimeout + " must be longer than zero");
        }
    }

    /**
     * The defaults, at an address of this host.
     *
     * @param hostPort where this bus receives, such as {@code 10.0.0.5:40123}; the host is an address of one of its
     *                 interfaces, or {@code 0.0.0.0} for all of them
     * @return the configuration
     */
    public static UdpConfig listen(String hostPort)
    {
        return new UdpConfig(hostPort, List.of(), PRIVATE_NETWORKS, DriverMode.INVOKER, Optional.empty(),
            DEFAULT_WINDOW_BYTES, DEFAULT_MTU_BYTES, 0, DEFAULT_PEER_TIMEOUT, Duration.ofSeconds(2));
    }

    /**
     * With buses to begin with. One that answers is enough: it tells of those that it has met, and any two that can
     * reach each other meet. Name several, as the one may be gone when it is needed.
     *
     * @param hostPorts where they receive, such as {@code bus.example.internal:40123}
     * @return a changed copy
     */
    public UdpConfig seeds(String... hostPorts)
    {
        return new UdpConfig(listenAt, List.of(hostPorts), sourceAddresses, driverMode, externalDriver, windowBytes,
            mtuBytes, socketBufferBytes, peerTimeout, connectTimeout);
    }

    /**
     * With other senders whose datagrams are read, in place of {@link #PRIVATE_NETWORKS}. It keeps out whoever cannot
     * send from such an address, and authenticates nobody. An external driver reads everybody's datagrams; there it
     * only says to which addresses this bus will write.
     *
     * @param prefixes addresses with the length of their prefix as {@code 10.1.0.0/16} or {@code 2001:db8::/32}, or
     *                 single ones; {@code 0.0.0.0/0} and {@code ::/0} are all
     * @return a changed copy
     */
    public UdpConfig sources(String... prefixes)
    {
        return new UdpConfig(listenAt, seedAddresses, List.of(prefixes), driverMode, externalDriver, windowBytes,
            mtuBytes, socketBufferBytes, peerTimeout, connectTimeout);
    }

    /**
     * With the embedded driver on other threads.
     *
     * @param newDriverMode which
     * @return a changed copy
     */
    public UdpConfig withDriverMode(DriverMode newDriverMode)
    {
        return new UdpConfig(listenAt, seedAddresses, sourceAddresses, newDriverMode, externalDriver, windowBytes,
            mtuBytes, socketBufferBytes, peerTimeout, connectTimeout);
    }

    /**
     * With a media driver that runs already, in place of the embedded one. Its own settings hold for window, MTU and
     * socket buffers where this configuration's cannot.
     *
     * <p>Such a driver has no guard of ours: it reads whatever datagram reaches it, from whoever sends it, and a forged
     * one can stop all its streams. Let a firewall say who reaches it.
     *
     * @param aeronDirectory of the driver
     * @return a changed copy
     */
    public UdpConfig driver(Path aeronDirectory)
    {
        return new UdpConfig(listenAt, seedAddresses, sourceAddresses, driverMode, Optional.of(aeronDirectory),
            windowBytes, mtuBytes, socketBufferBytes, peerTimeout, connectTimeout);
    }

    /**
     * With another window.
     *
     * @param newWindowBytes 4 KiB at least; more than the system's {@code net.core.rmem_max} is refused at the opening
     * @return a changed copy
     */
    public UdpConfig withWindow(int newWindowBytes)
    {
        return new UdpConfig(listenAt, seedAddresses, sourceAddresses, driverMode, externalDriver, newWindowBytes,
            mtuBytes, socketBufferBytes, peerTimeout, connectTimeout);
    }

    /**
     * With another MTU.
     *
     * @param newMtuBytes 256 to 65,504, a multiple of 32
     * @return a changed copy
     */
    public UdpConfig withMtu(int newMtuBytes)
    {
        return new UdpConfig(listenAt, seedAddresses, sourceAddresses, driverMode, externalDriver, windowBytes,
            newMtuBytes, socketBufferBytes, peerTimeout, connectTimeout);
    }

    /**
     * With other socket buffers. More than the system gives is refused at the opening; on Linux that is
     * {@code sysctl net.core.rmem_max net.core.wmem_max}.
     *
     * @param newSocketBufferBytes not less than the window; 0 for as much as the window
     * @return a changed copy
     */
    public UdpConfig withSocketBuffer(int newSocketBufferBytes)
    {
        return new UdpConfig(listenAt, seedAddresses, sourceAddresses, driverMode, externalDriver, windowBytes,
            mtuBytes, newSocketBufferBytes, peerTimeout, connectTimeout);
    }

    /**
     * With another patience for silent peers.
     *
     * @param newPeerTimeout half a second at least
     * @return a changed copy
     */
    public UdpConfig withPeerTimeout(Duration newPeerTimeout)
    {
        return new UdpConfig(listenAt, seedAddresses, sourceAddresses, driverMode, externalDriver, windowBytes,
            mtuBytes, socketBufferBytes, newPeerTimeout, connectTimeout);
    }

    /**
     * With another limit to how long making a link may take.
     *
     * @param newConnectTimeout more than zero
     * @return a changed copy
     */
    public UdpConfig withConnectTimeout(Duration newConnectTimeout)
    {
        return new UdpConfig(listenAt, seedAddresses, sourceAddresses, driverMode, externalDriver, windowBytes,
            mtuBytes, socketBufferBytes, peerTimeout, newConnectTimeout);
    }

    @Override
    public Rung rung()
    {
        return Rung.NETWORK;
    }

    @Override
    public Transport open(TransportContext context)
    {
        return new UdpTransport(this, context);
    }

    private static void requireInRange(String name, int value, int lowest, int highest)
    {
        if (value < lowest || value > highest)
        {
            throw new IllegalArgumentException(name + "=" + value + " must be " + lowest + " to " + highest);
        }
    }
}
