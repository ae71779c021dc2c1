package org.gradientbus;

import java.util.List;

/**
 * Why messages to an address go where they go: as values, and by {@link #toString()} as text for a person.
 *
 * @param address    that was asked about
 * @param candidates every mailbox bound to it, nearest first
 * @param remarks    what else may matter: rungs that cannot be used here, peers that cannot be reached, and why
 */
public record Explanation(Address address, List<Candidate> candidates, List<String> remarks)
{
    /**
     * One mailbox bound to the address.
     *
     * @param port          of the mailbox
     * @param boundAs       the binding that matched
     * @param rung          the distance
     * @param roundTripNs   measured round trip to its node, in nanoseconds; 0 when it has not been measured
     * @param loop          that runs its handler; by its number and node when that is a peer
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
     * Copies the lists.
     */
    public Explanation
    {
        candidates = List.copyOf(candidates);
        remarks = List.copyOf(remarks);
    }

    @Override
    public String toString()
    {
        final StringBuilder text = new StringBuilder(128).append(address)
            .append(candidates.isEmpty() ? ": NO_ROUTE, nobody is bound" : ":");
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
        for (final String each : remarks)
        {
            text.append("\n    (").append(each).append(')');
        }
        return text.toString();
    }
}
