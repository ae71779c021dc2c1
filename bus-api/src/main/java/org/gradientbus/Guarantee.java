package org.gradientbus;

/**
 * What a port promises of the messages that it accepts; chosen when it is opened.
 */
public enum Guarantee
{
    /**
     * Nothing is lost as long as both ends live: a full destination says {@link SendStatus#BACK_PRESSURED}, and what a
     * network loses is sent again. What was lost holds up what came after it until then.
     */
    RELIABLE,

    /**
     * Late is worse than lost: where there is no room a message is dropped, counted, and told as
     * {@link SendStatus#ACCEPTED}; what a network loses is not sent again, and what comes after it does not wait. The
     * receiver sees each gap and counts it: {@link BusEvent.Gap}, {@link BusCounter#LOST_ON_THE_WAY},
     * {@link Peer#missed()}. Never out of order, never twice. On rungs that lose nothing, all but
     * {@link Rung#NETWORK}, only a full destination drops.
     */
    BEST_EFFORT
}
