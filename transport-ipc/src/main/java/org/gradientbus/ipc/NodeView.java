package org.gradientbus.ipc;

import org.gradientbus.BusCounter;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * A node as seen from outside, at one moment.
 *
 * @param nodeId    64 random bits, new at every start
 * @param domain    that it joined
 * @param name      that its configuration gives; may be empty
 * @param pid       of its process, in its own pid namespace
 * @param startedAt by the wall clock
 * @param vitality  what can be told of its process
 * @param loops     numbers of the loops that other processes reach
 * @param counters  of its bus, up to half a second old; without those that this version does not know
 * @param countedNs when the counters were stored, by {@code System.nanoTime}, which all processes of a host share; 0
 *                  when that is not known. Rates are by the time between two of these
 * @param lanes     that others have made to it
 * @param remark    what is wrong with it; empty when nothing is
 */
public record NodeView(
    long nodeId,
    String domain,
    String name,
    long pid,
    Instant startedAt,
    Vitality vitality,
    List<Integer> loops,
    Map<BusCounter, Long> counters,
    long countedNs,
    List<LaneView> lanes,
    String remark)
{
    /**
     * Copies what it is given.
     */
    public NodeView
    {
        loops = List.copyOf(loops);
        counters = Map.copyOf(counters);
        lanes = List.copyOf(lanes);
    }

    /**
     * The node's id as peers and files name it.
     *
     * @return 16 hexadecimal digits
     */
    public String endpoint()
    {
        return DomainDirectory.id(nodeId);
    }
}
