package org.gradientbus.rdma.verbs;

/**
 * One way to reach the memory of a peer: a network card's, or one that emulates it.
 */
public interface VerbsProvider
{
    /**
     * Says which one it is, to people: {@code ucx}, {@code emulated}.
     *
     * @return a short name
     */
    String name();

    /**
     * Opens the device. Whatever the provider needs of the machine is looked for now, and not before.
     *
     * @return a domain without regions and endpoints
     * @throws VerbsUnavailableException when the machine lacks something, with what to do about it; the next attempt
     *                                   gets the same answer
     */
    ProtectionDomain open();
}
