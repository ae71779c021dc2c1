package org.gradientbus.jmh;

import java.util.Arrays;

/**
 * The ways between two processes that {@link HostRatios} compares. The bus is the first.
 */
enum Contender
{
    BUS("bus"),
    AERON_EXCLUSIVE("aeron-exclusive"),
    AERON_SHARED("aeron-shared"),
    RING_ONE("ring-oto"),
    RING_MANY("ring-mto");

    final String title;

    Contender(String title)
    {
        this.title = title;
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
