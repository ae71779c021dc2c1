package org.gradientbus.udp;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Streams that nobody sends by any more, until those have left who just did, and the driver has forgotten them. With
 * the helm's lock.
 */
final class Endings
{
    private final List<OutgoingStream> streams = new ArrayList<>();
    private final List<OutgoingStream> released = new ArrayList<>();

    void add(OutgoingStream stream)
    {
        streams.add(stream);
    }

    /** Lets go of the memory of those in which nobody is. Returns false while there are others. */
    boolean release()
    {
        if (!streams.isEmpty())
        {
            streams.removeIf((each) -> each.tryRelease() && released.add(each));
        }
        if (!released.isEmpty())
        {
            released.removeIf((each) -> !each.isHeldByDriver());
        }
        return streams.isEmpty();
    }

    /** Would the driver refuse a stream of these numbers, since it has not done yet with one that has ended? */
    boolean holds(int streamId, int sessionId)
    {
        return Stream.concat(streams.stream(), released.stream())
            .anyMatch((each) -> each.streamId() == streamId && each.sessionId() == sessionId && each.isHeldByDriver());
    }

    /** Is there one whose memory belongs to an ether? */
    boolean hasStreamOf(Ether ether)
    {
        return streams.stream().anyMatch((each) -> each.isOf(ether));
    }
}
