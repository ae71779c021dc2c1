package org.gradientbus.cli.tools;

import java.net.InetAddress;

/**
 * Where a command receives that nobody has to find: an address of this host, and whatever port is free.
 */
public final class AnyPort
{
    private AnyPort()
    {
    }

    /**
     * As {@code UdpConfig.listen} takes it.
     *
     * @param own an address of this host
     * @return host and port 0; an IPv6 address in brackets
     */
    public static String at(InetAddress own)
    {
        String text = own.getHostAddress();
        return (text.indexOf(':') < 0 ? text : "[" + text + "]") + ":0";
    }
}
