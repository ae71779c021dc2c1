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

    /** On one thread of its own, which looks for work all the time and rests a little more the longer there is none. */
    SHARED,

    /** On three threads of its own, for sending, receiving and administration; for machines with cores to spare. */
    DEDICATED
}
