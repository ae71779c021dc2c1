package org.gradientbus;

/**
 * The fact that a mailbox is bound to an address.
 *
 * @param address as it was bound
 * @param port    of the mailbox
 * @param rung    the distance from here
 */
public record Binding(Address address, PortAddress port, Rung rung)
{
}
