package org.gradientbus.jmh;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What both processes of a cell must know.
 *
 * @param cell        what is measured
 * @param length      of the payload, a multiple of 8
 * @param capacity    of every ring, lane and term, in bytes
 * @param term        of Aeron's, if not the same
 * @param invokeEvery so many idle, or busy, cycles the one who polls invokes Aeron's driver
 * @param directory   for all files, removed at the end
 * @param place       of the two
 * @param contenders  that take part
 */
record HostPlan(HostCell cell, int length, int capacity, int term, int invokeEvery, Path directory, Place place,
    List<Contender> contenders)
{
    /** What the NETWORK rung makes of messages of at most 128 KiB, which is what a bus takes unless it is told. */
    static final int NETWORK_TERM = 2 * 1024 * 1024;


    /** Half of Aeron's term may be on its way, and all of a ring: so a term is twice as long. */
    static int termFor(int capacity)
    {
        return 2 * capacity;
    }

    /** As arguments of a process. */
    List<String> arguments()
    {
        final List<String> arguments = new ArrayList<>(List.of(cell.name(), Integer.toString(length),
            Integer.toString(capacity), Integer.toString(term), Integer.toString(invokeEvery), directory.toString(),
            place.toString()));
        contenders.forEach((each) -> arguments.add(each.name()));
        return arguments;
    }

    static HostPlan of(List<String> arguments)
    {
        return new HostPlan(HostCell.valueOf(arguments.get(0)), Integer.parseInt(arguments.get(1)),
            Integer.parseInt(arguments.get(2)), Integer.parseInt(arguments.get(3)),
            Integer.parseInt(arguments.get(4)), Path.of(arguments.get(5)), Place.of(arguments.get(6)),
            arguments.subList(7, arguments.size()).stream().map(Contender::valueOf).toList());
    }
}
