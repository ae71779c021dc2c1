package org.gradientbus;

/**
 * The distance between a sending port and a mailbox, nearest first, and with it the transport that carries the message.
 */
public enum Rung
{
    /** The same JVM, by a ring buffer in memory. */
    PROCESS,

    /** Another process of the same host, by shared memory. */
    HOST,

    /** Another host on the same RDMA-capable fabric, by one-sided writes. */
    FABRIC,

    /** Any other host, by UDP. */
    NETWORK
}
