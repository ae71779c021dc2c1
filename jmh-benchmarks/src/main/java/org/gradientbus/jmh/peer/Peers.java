package org.gradientbus.jmh.peer;

import org.gradientbus.Rung;

import java.util.List;

/**
 * All that can be measured, the bus first. A new peer is one more in this list.
 */
public final class Peers
{
    private static final List<Peer> ALL = List.of(
        new GradientPeer(),
        new GradientRequestPeer(),
        new AgronaRingPeer("agrona-oto", AgronaRingPeer.Kind.ONE_TO_ONE),
        new AgronaRingPeer("agrona-mto", AgronaRingPeer.Kind.MANY_TO_ONE),
        new DisruptorPeer(),
        new AeronPeer(),
        new JeroMqPeer(),
        new VertxPublishPeer(),
        new VertxRequestPeer(),
        new PekkoTellPeer(),
        new PekkoAskPeer(),
        new ChronicleQueuePeer(),
        new SocketPeer("tcp", SocketPeer.Family.TCP),
        new SocketPeer("unix", SocketPeer.Family.UNIX));

    private Peers()
    {
    }

    /** In the order in which they are told. */
    public static List<Peer> all()
    {
        return ALL;
    }

    /** Those whose ends can be so far apart. */
    public static List<Peer> at(Rung rung)
    {
        return ALL.stream().filter((each) -> each.rungs().contains(rung)).toList();
    }

    /**
     * One by its title.
     *
     * @throws IllegalArgumentException when there is none
     */
    public static Peer of(String title)
    {
        return ALL.stream()
            .filter((each) -> each.title().equals(title))
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException(
                "no peer " + title + ": there are " + String.join(", ", ALL.stream().map(Peer::title).toList())));
    }
}
