package org.gradientbus.udp;

import java.util.ArrayList;
import java.util.List;

/** Streams that nobody sends by any more, until those have left who just did. With the helm's lock. */
final class Endings
{
    private final List<OutgoingStream> streams = new ArrayList<>();

    void add(OutgoingStream stream)
    {
        streams.add(stream);
    }

    /** Lets go of the memory of those in which nobody is. Returns false while there are others. */
    boolean release()
    {
        if (!streams.isEmpty())
        {
            streams.removeIf(OutgoingStream::tryRelease);
        }
        return streams.isEmpty();
    }

    /** Is there one whose memory belongs to an ether? */
    boolean hasStreamOf(Ether ether)
    {
        return streams.stream().anyMatch((each) -> each.isOf(ether));
    }
}
