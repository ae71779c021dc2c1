package org.gradientbus.udp;

/**
 * Which streams may come, and from whom: told by those who meet peers, asked by the driver's threads.
 */
final class KnownSessions
{
    private static final int[] NONE = {};

    private final int ownStreams;
    private volatile int[] ofControl = NONE;
    private volatile int[] ofLoops = NONE;

    KnownSessions(long nodeId)
    {
        ownStreams = Endpoint.stream(nodeId, 0);
    }

    /**
     * Says who is known now.
     *
     * @param control sessions of control streams that peers come by
     * @param loops   sessions by which peers that were met send to loops
     */
    void set(int[] control, int[] loops)
    {
        ofControl = control;
        ofLoops = loops;
    }

    /** Is it a stream of this incarnation of the node, be it of best effort? */
    boolean isOurs(int streamId)
    {
        return isControl(streamId) || ((streamId ^ ownStreams) & ~(0xFF | Endpoint.BEST_EFFORT_BIT)) == 0;
    }

    static boolean isControl(int streamId)
    {
        return streamId == Endpoint.CONTROL_STREAM;
    }

    boolean isKnown(int streamId, int sessionId)
    {
        for (int each : isControl(streamId) ? ofControl : ofLoops)
        {
            if (each == sessionId)
            {
                return true;
            }
        }
        return false;
    }
}
