package org.gradientbus;

/**
 * What a loop's thread does when it finds nothing to do: latency against the cost of an idle core.
 */
public enum IdleProfile
{
    /**
     * Spins for some microseconds, then sleeps until a sender wakes it: an idle loop costs nearly nothing, and the
     * first message after a pause pays for a wake-up. When wake-ups follow each other within a hundred microseconds
     * it yields for as long before it sleeps. The default.
     */
    QUIET,

    /**
     * Spins a little, yields, and sleeps only after about a millisecond of nothing: for steady traffic on few cores.
     */
    BALANCED,

    /**
     * Never gives the core up: the lowest latency, one core gone. More spinning threads than cores turn microseconds
     * into milliseconds, so the bus warns of it.
     */
    SPIN
}
