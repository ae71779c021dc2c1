package org.gradientbus.udp;

/**
 * On which threads the embedded media driver runs.
 */
public enum DriverMode
{
    /**
     * On the threads of the bus's own loops, as part of their duty cycle, and on a keeper thread while no loop turns.
     * The default: on few cores a driver's own thread costs more than the wire does.
     */
    INVOKER,

    /** On one thread of its own, which never rests; for machines with a core to spare. */
    SHARED,

    /** On three threads of its own, for sending, receiving and administration; with cores to spare for each. */
    DEDICATED
}
