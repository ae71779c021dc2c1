package org.gradientbus.cli.tour;

import org.gradientbus.Address;

import java.util.Locale;

/**
 * What the far end can be asked to open: a mailbox, with a loop of its own.
 */
enum FarPart
{
    /** Sends back what it gets, to {@link #PONG}. */
    ECHO("tour/ping"),

    /** Counts as fast as it can. */
    STREAM("tour/stream"),

    /** Notes the time at which each message arrives. */
    SLEEPER("tour/sleeper");

    static final Address PONG = Address.parse("tour/pong");

    private final Address address;

    FarPart(String address)
    {
        this.address = Address.parse(address);
    }

    /** That its mailbox is bound to. */
    Address address()
    {
        return address;
    }

    /** Of its loop. */
    String loopName()
    {
        return "tour-" + name().toLowerCase(Locale.ROOT);
    }
}
