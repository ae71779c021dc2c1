package org.gradientbus;

/**
 * Another bus of the domain, as this one sees it now.
 *
 * @param nodeId         64 random bits, new at every start of a bus
 * @param name           for people; empty when it has none
 * @param rung           the distance, and with it the transport
 * @param endpoint       where that transport reaches it
 * @param roundTrip      measured by pings
 * @param isUnresponsive true when it does not answer: stopped, or busy. Nothing is taken from it
 * @param mailboxes      that are open there
 * @param bindings       that are visible from here
 * @param missed         messages of best effort for this bus that never came: lost on the way, or dropped by it
 *                       for want of room here
 */
public record Peer(
    long nodeId,
    String name,
    Rung rung,
    String endpoint,
    RoundTrip roundTrip,
    boolean isUnresponsive,
    int mailboxes,
    int bindings,
    long missed)
{
}
