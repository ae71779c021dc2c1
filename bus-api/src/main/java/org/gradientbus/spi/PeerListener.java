package org.gradientbus.spi;

/**
 * Gets what a transport finds out about the other nodes of the domain. For all threads; never blocks, never throws.
 */
public interface PeerListener
{
    /**
     * There is a node that {@link Transport#connect} can reach. Told once a node, until it is gone or
     * out of sight.
     *
     * @param nodeId   of the peer
     * @param endpoint of the peer's transport, for {@link Transport#connect}
     */
    void onPeer(long nodeId, String endpoint);

    /**
     * A node is proven dead, or it left. Nothing is sent by it any more; what it had sent before may still wait in the
     * sources, and is handed over as ever.
     *
     * @param nodeId of the peer
     */
    void onPeerGone(long nodeId);

    /**
     * A node has not been heard of for so long that it counts as gone, though it may live. {@link #onPeer} may tell of
     * it again: then both nodes begin anew, and nothing that one had sent to the other before is handed over any more
     * but what waits in the sources by now.
     *
     * @param nodeId of the peer
     */
    default void onPeerOutOfSight(long nodeId)
    {
        onPeerGone(nodeId);
    }

    /**
     * A node does not answer, or does so again. A hint for people: it may be stopped, or busy. Nothing is taken from
     * it.
     *
     * @param nodeId         of the peer
     * @param isUnresponsive true when it does not answer
     */
    void onPeerUnresponsive(long nodeId, boolean isUnresponsive);

    /**
     * The transport itself has broken down, by no fault of any peer's, and repairs itself. Of each peer that this
     * separates from this node it has told that it is out of sight.
     *
     * @param reason what has happened, for people
     */
    default void onRungDown(String reason)
    {
    }

    /** The transport works again, and looks for its peers. Told after {@link #onRungDown}. */
    default void onRungUp()
    {
    }
}
