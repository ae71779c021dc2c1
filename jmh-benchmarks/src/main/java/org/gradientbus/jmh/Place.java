package org.gradientbus.jmh;

import java.util.List;
import java.util.SplittableRandom;

/**
 * Where the two processes of a cell are, and so which rung the bus takes and whom it is compared with.
 *
 * @param kind of way between them
 * @param name of the namespaces without their last letter; or the first of {@link #PORTS} free ports, on loopback
 */
public record Place(Kind kind, String name)
{
    /** Ports from the first on that the contenders may take. */
    static final int PORTS = 16;

    private static final int FIRST_PORT = 20_000;
    private static final int PORT_RANGES = 700;
    private static final String SEPARATOR = ":";

    /** What is between two processes. */
    public enum Kind
    {
        /** Shared memory of one host. */
        MEMORY,

        /** UDP and TCP within one host. */
        LOOPBACK,

        /** UDP and TCP between two network namespaces, joined by nothing but a pair of veth devices. */
        WIRE
    }

    public static Place memory()
    {
        return new Place(Kind.MEMORY, "");
    }

    /** Below the ports that the system gives to those who ask for any. */
    public static Place loopback()
    {
        return new Place(Kind.LOOPBACK,
            Integer.toString(FIRST_PORT + PORTS * new SplittableRandom().nextInt(PORT_RANGES)));
    }

    public static Place of(String text)
    {
        final int separator = text.indexOf(SEPARATOR);
        return new Place(Kind.valueOf(text.substring(0, separator)), text.substring(separator + 1));
    }

    public boolean isNetwork()
    {
        return kind != Kind.MEMORY;
    }

    public String host(boolean isNear)
    {
        return kind == Kind.WIRE ? isNear ? Wire.NEAR_ADDRESS : Wire.FAR_ADDRESS : "127.0.0.1";
    }

    /** One of the ports that no other contender has; both ends have each of their own. */
    public int port(int number)
    {
        return (kind == Kind.LOOPBACK ? Integer.parseInt(name) : FIRST_PORT) + number;
    }

    /** What a command has to begin with to run there. */
    public List<String> prefix(boolean isNear)
    {
        return kind == Kind.WIRE ? Wire.prefix(name, isNear) : List.of();
    }

    /** As {@link #of} takes it. */
    @Override
    public String toString()
    {
        return kind.name() + SEPARATOR + name;
    }
}
