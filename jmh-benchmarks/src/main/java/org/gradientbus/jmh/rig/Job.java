package org.gradientbus.jmh.rig;

import org.agrona.BitUtil;
import org.gradientbus.IdleProfile;
import org.gradientbus.Rung;
import org.gradientbus.jmh.Place;
import org.gradientbus.jmh.peer.Common;
import org.gradientbus.jmh.peer.Ground;
import org.gradientbus.jmh.peer.Peer;
import org.gradientbus.jmh.peer.Peers;

import java.nio.file.Path;
import java.util.List;

/**
 * One peer at one distance with one length of payload: what a pair of ends is made for.
 *
 * @param peer      that carries the messages
 * @param rung      the distance: two threads, two processes, two hosts
 * @param place     of the two processes
 * @param length    of every payload, a multiple of 8
 * @param idle      how those wait who wait
 * @param directory for files, removed at the end
 */
record Job(Peer peer, Rung rung, Place place, int length, IdleProfile idle, Path directory)
{
    /** How many words {@link #arguments} takes. */
    static final int ARGUMENTS = 6;

    private static final int SHORTEST_RING = 256 * 1024;
    private static final int LONGEST_MESSAGES_PER_RING = 16;

    /** Of every ring, in bytes. */
    int capacity()
    {
        return Math.max(SHORTEST_RING, LONGEST_MESSAGES_PER_RING * BitUtil.findNextPositivePowerOfTwo(length));
    }

    Ground ground(boolean isNear, Common common)
    {
        return new Ground(rung, place, isNear, length, capacity(), idle, directory, common);
    }

    /** As arguments of a process. */
    List<String> arguments()
    {
        return List.of(peer.title(), rung.name(), place.toString(), Integer.toString(length), idle.name(),
            directory.toString());
    }

    static Job of(List<String> arguments)
    {
        return new Job(Peers.of(arguments.get(0)), Rung.valueOf(arguments.get(1)), Place.of(arguments.get(2)),
            Integer.parseInt(arguments.get(3)), IdleProfile.valueOf(arguments.get(4)), Path.of(arguments.get(5)));
    }
}
