package org.gradientbus.engine;

import org.gradientbus.Address;
import org.gradientbus.Overflow;
import org.gradientbus.PortAddress;
import org.gradientbus.Rung;
import org.gradientbus.spi.Link;

import java.util.List;

/**
 * A mailbox as senders see it: one of this bus, or one of a peer.
 */
sealed interface Receiver permits RealMailbox, RemoteMailbox
{
    PortAddress port();

    Overflow overflow();

    Rung rung();

    /** Less is nearer. Counts what was measured, too, so it may change. */
    int distance();

    /** What mailboxes that are polled together have in common: one frame reaches all of them. */
    Object polledBy();

    /** For people. */
    String loopName();

    /** The way to it; null while there is none. */
    Link link();

    /** Measured, in nanoseconds; 0 when it has not been. */
    long roundTripNs();

    /** For the directory, under its lock. */
    List<Address> mutableBindings();

    /** A message for it found no room. Returns how long that has been so, in nanoseconds; 0 the first time. */
    long refused(long nowNs);

    boolean isRefusing();

    /** A message for it found room. */
    void accepted();
}
