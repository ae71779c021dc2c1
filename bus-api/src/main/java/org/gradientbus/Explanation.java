package org.gradientbus;

import java.util.List;

/**
 * Why messages to an address go where they go: as values, and by {@link #toString()} as text for a person.
 *
 * @param address    that was asked about
 * @param candidates every mailbox bound to it, nearest first
 */
public record Explanation(Address address, List<Candidate> candidates)
{
    /**
     * One mailbox bound to the address.
     *
     * @param port          of the mailbox
     * @param boundAs       the binding that matched
     * @param rung          the distance
     * @param roundTripNs   measured round trip of its link, in nanoseconds; 0 when it has not been measured
     * @param loop          that runs its handler
     * @param backlogBytes  that wait in front of that loop
     * @param chosen        does {@link Selection#NEAREST} use it?
     * @param reason        why, or why not
     */
    public record Candidate(
        PortAddress port,
        Address boundAs,
        Rung rung,
        long roundTripNs,
        String loop,
        long backlogBytes,
        boolean chosen,
        String reason)
    {
    }

    /**
     * Copies the list.
     */
    public Explanation
    {
        candidates = List.copyOf(candidates);
    }

    @Override
    public String toString()
    {
        if (candidates.isEmpty())
        {
            return address + ": NO_ROUTE, nobody is bound";
        }
        final StringBuilder text = new StringBuilder(128).append(address).append(':');
        for (final Candidate each : candidates)
        {
            text.append('\n')
                .append(each.chosen ? "  * " : "    ")
                .append(each.port).append(" bound as ").append(each.boundAs)
                .append(", ").append(each.rung)
                .append(", round trip ").append(each.roundTripNs == 0 ? "not measured" : each.roundTripNs + " ns")
                .append(", loop ").append(each.loop)
                .append(" with ").append(each.backlogBytes).append(" bytes waiting: ")
                .append(each.reason);
        }
        return text.toString();
    }
}
