package org.gradientbus.udp;

import org.gradientbus.BusException;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * A host, by name or number, and a UDP port.
 *
 * @param host a name, an IPv4 address, or an IPv6 address without brackets
 * @param port 0 to 65535; 0 where any free one will do
 */
record HostPort(String host, int port)
{
    private static final int MAX_PORT = 65535;
    private static final int MAX_HOST_LENGTH = 253;

    /** Reads {@code host:port}; an IPv6 address stands in brackets. */
    static HostPort parse(String what, String text)
    {
        int colon = text.lastIndexOf(':');
        if (colon <= 0)
        {
            throw refusal(what, text, "has no port");
        }
        String host = text.substring(0, colon);
        if (host.startsWith("[") && host.endsWith("]"))
        {
            host = host.substring(1, host.length() - 1);
        }
        else if (host.indexOf(':') >= 0)
        {
            throw refusal(what, text, "has an IPv6 address without brackets");
        }
        // What stands here becomes part of an Aeron channel, in which these have a meaning.
        if (host.isEmpty() || host.length() > MAX_HOST_LENGTH || !host.matches("[A-Za-z0-9._:%-]+"))
        {
            throw refusal(what, text, "has no valid host");
        }
        return new HostPort(host, port(what, text, text.substring(colon + 1)));
    }

    /** Is the host an address, so that nobody has to be asked what it stands for? */
    boolean isNumeric()
    {
        return host.indexOf(':') >= 0 || host.matches("[0-9]{1,3}(\\.[0-9]{1,3}){3}");
    }

    /** Does it stand for all addresses of a host? */
    boolean isAnyAddress()
    {
        return host.equals("0.0.0.0") || host.matches("[0:]+");
    }

    /** Is it, by number, an address that means another host to each host? */
    boolean isLoopback()
    {
        return host.startsWith("127.") || host.equals("::1") || host.equals("0:0:0:0:0:0:0:1");
    }

    /**
     * The same by number, with a port that was free just now. Finds out beforehand what Aeron would only tell later: is
     * the port free, and the address one of this host?
     */
    HostPort bindable()
    {
        try
        {
            InetAddress address = InetAddress.getByName(host);
            try (DatagramSocket probe = new DatagramSocket(new InetSocketAddress(address, port)))
            {
                return new HostPort(address.getHostAddress(), probe.getLocalPort());
            }
        }
        catch (IOException | RuntimeException refused)
        {
            throw new BusException("listenAt=" + this + " cannot be bound: " + refused.getMessage() +
                ". Another program may have the port, or the address is none of this host's", refused);
        }
    }

    private static int port(String what, String text, String digits)
    {
        int port = digits.matches("[0-9]{1,5}") ? Integer.parseInt(digits) : -1;
        if (port < 0 || port > MAX_PORT)
        {
            throw refusal(what, text, "has a port that is not 0 to " + MAX_PORT);
        }
        return port;
    }

    private static IllegalArgumentException refusal(String what, String text, String why)
    {
        return new IllegalArgumentException(what + "=" + text + " " + why +
            ": write host:port as in 10.0.0.5:40123, bus.example.internal:40123 or [fe80::1]:40123");
    }

    @Override
    public String toString()
    {
        return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
    }
}
