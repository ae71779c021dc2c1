package org.gradientbus.udp;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Whose datagrams are read: addresses by their prefixes, IPv4 and IPv6.
 */
final class Sources
{
    private static final int BYTE_BITS = 8;
    private static final int BYTE_MASK = 0xFF;

    /** Addresses whose first bits are these. */
    private record Prefix(byte[] address, int bits)
    {
        boolean covers(byte[] other)
        {
            int whole = bits / BYTE_BITS;
            int rest = bits % BYTE_BITS;
            return other.length == address.length && Arrays.equals(address, 0, whole, other, 0, whole) &&
                (rest == 0 || ((address[whole] ^ other[whole]) & BYTE_MASK) >>> BYTE_BITS - rest == 0);
        }
    }

    private final List<Prefix> prefixes = new ArrayList<>();

    /**
     * Reads prefixes such as {@code 10.0.0.0/8}, {@code fd00::/8}, or single addresses.
     *
     * @throws IllegalArgumentException names the text and says how to write it
     */
    Sources(List<String> texts)
    {
        if (texts.isEmpty())
        {
            throw new IllegalArgumentException("sources=[] allows nobody: name addresses such as 10.0.0.0/8, or " +
                "leave them out for those of private networks");
        }
        texts.forEach((each) -> prefixes.add(parse(each)));
    }

    boolean allow(InetAddress address)
    {
        byte[] bytes = address.getAddress();
        for (Prefix each : prefixes)
        {
            if (each.covers(bytes))
            {
                return true;
            }
        }
        return false;
    }

    private static Prefix parse(String text)
    {
        int slash = text.indexOf('/');
        byte[] address = address(text, slash < 0 ? text : text.substring(0, slash));
        int most = address.length * BYTE_BITS;
        int bits = slash < 0 ? most : bits(text, text.substring(slash + 1), most);
        byte[] first = firstOf(address, bits);
        if (!Arrays.equals(first, address))
        {
            throw new IllegalArgumentException("source=" + text + " has bits after its prefix: write " +
                print(first) + "/" + bits + " for all of them, or " + print(address) + " for that one");
        }
        return new Prefix(address, bits);
    }

    private static byte[] address(String text, String address)
    {
        // What is not an address would be looked up, and might come to stand for anybody.
        if (!address.matches("[0-9]{1,3}(\\.[0-9]{1,3}){3}|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*"))
        {
            throw refusal(text, "is no address");
        }
        try
        {
            return InetAddress.getByName(address).getAddress();
        }
        catch (UnknownHostException malformed)
        {
            throw refusal(text, "is no address");
        }
    }

    private static int bits(String text, String digits, int most)
    {
        int bits = digits.matches("[0-9]{1,3}") ? Integer.parseInt(digits) : -1;
        if (bits < 0 || bits > most)
        {
            throw refusal(text, "has a prefix that is not 0 to " + most + " bits");
        }
        return bits;
    }

    private static byte[] firstOf(byte[] address, int bits)
    {
        byte[] first = address.clone();
        for (int i = bits; i < address.length * BYTE_BITS; i++)
        {
            first[i / BYTE_BITS] &= (byte)~(1 << BYTE_BITS - 1 - i % BYTE_BITS);
        }
        return first;
    }

    private static String print(byte[] address)
    {
        try
        {
            return InetAddress.getByAddress(address).getHostAddress();
        }
        catch (UnknownHostException impossible)
        {
            throw new IllegalStateException(impossible);
        }
    }

    private static IllegalArgumentException refusal(String text, String why)
    {
        return new IllegalArgumentException("source=" + text + " " + why +
            ": write address/bits as in 10.0.0.0/8 or fd00::/8, or one address as in 192.0.2.7");
    }
}
