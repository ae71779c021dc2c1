package org.gradientbus;

import java.util.Map;

/**
 * The counters of a bus. Any thread may read them while traffic flows; a sum over several is exact only at rest.
 */
@FunctionalInterface
public interface Counters
{
    /**
     * Reads one counter.
     *
     * @param counter which
     * @return its value since the bus opened
     */
    long get(BusCounter counter);

    /**
     * What one rung counts by itself, such as datagrams that NETWORK refused. Unlike {@link BusCounter}s these are no
     * part of any sum, and their names may change with a rung's inner life: for people and their dashboards.
     *
     * @param rung which
     * @return values since the bus opened, by what they count; a copy. Empty where the rung counts nothing, or is none
     *     of this bus's
     */
    default Map<String, Long> ofRung(Rung rung)
    {
        return Map.of();
    }

    /**
     * Requests that wait for their outcome.
     *
     * @return accepted requests less those that ended
     */
    default long requestsPending()
    {
        return get(BusCounter.REQUESTS) - get(BusCounter.REPLIES) - get(BusCounter.REQUESTS_TIMED_OUT) -
            get(BusCounter.REQUESTS_FAILED);
    }

    /**
     * Messages in this bus that have not ended yet: accepted here or received from peers, and neither ended here nor
     * sent to peers.
     *
     * @return 0 at rest: the conservation law
     */
    default long inFlight()
    {
        return get(BusCounter.ACCEPTED) + get(BusCounter.RECEIVED_FROM_PEERS) - get(BusCounter.SENT_TO_PEERS) -
            get(BusCounter.DELIVERED) - get(BusCounter.RETURNED) - get(BusCounter.EXPIRED) -
            get(BusCounter.DROPPED_OVERFLOW) - get(BusCounter.DROPPED_UNRETURNABLE) -
            get(BusCounter.DROPPED_AT_CLOSE) - get(BusCounter.LATE_REPLIES);
    }
}
