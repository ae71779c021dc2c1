package org.gradientbus.jmh;

import java.util.Arrays;
import java.util.List;

/**
 * The ways between two processes that {@link HostRatios} compares. The bus is the first.
 */
enum Contender
{
    BUS("bus", true, true),
    AERON_EXCLUSIVE("aeron-exclusive", true, false),
    AERON_SHARED("aeron-shared", true, false),
    RING_ONE("ring-oto", true, false),
    RING_MANY("ring-mto", true, false),
    AERON_UDP("aeron-udp", false, true),
    TCP("tcp", false, true),
    ZEROMQ("jeromq", false, true);

    final String title;
    private final boolean isOfMemory;
    private final boolean isOfNetwork;

    Contender(String title, boolean isOfMemory, boolean isOfNetwork)
    {
        this.title = title;
        this.isOfMemory = isOfMemory;
        this.isOfNetwork = isOfNetwork;
    }

    /** All that can carry a message there. */
    static List<Contender> at(Place place)
    {
        return Arrays.stream(values())
            .filter((each) -> place.isNetwork() ? each.isOfNetwork : each.isOfMemory)
            .toList();
    }

    static Contender of(String title)
    {
        return Arrays.stream(values())
            .filter((each) -> each.title.equals(title))
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException(
                "no contender " + title + ": there are " + Arrays.stream(values()).map((each) -> each.title).toList()));
    }
}
