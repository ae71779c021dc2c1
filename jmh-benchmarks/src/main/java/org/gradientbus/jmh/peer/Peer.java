package org.gradientbus.jmh.peer;

import org.gradientbus.Rung;

import java.util.List;
import java.util.Set;

/**
 * Something that carries messages from one end to another, and is measured.
 */
public interface Peer
{
    /** What it is called on the command line and in results: no blanks. */
    String title();

    /** The library and its version, as it is printed. */
    String version();

    /** Where its two ends can be. */
    Set<Rung> rungs();

    /** What is set otherwise than it comes, and what of it copies; as it is printed. */
    String settings();

    /** Does it carry nothing but requests and their answers? Then there is no one way to measure. */
    default boolean isRequest()
    {
        return false;
    }

    /** So many bytes of payload at most may go one way in one measurement. For what is kept, and never given back. */
    default long mostBytes()
    {
        return Long.MAX_VALUE;
    }

    /** What a JVM needs that has an end of it; no other is given that. */
    default List<String> jvmArguments()
    {
        return List.of();
    }

    /**
     * Opens one of the two ends: the far one first, the near one when that is open.
     *
     * @param ground   where, and with what
     * @param receiver of all that arrives at this end, on whatever thread the peer hands it over, always the same
     */
    PeerEnd open(Ground ground, Receiver receiver);
}
