package org.gradientbus.udp;

import io.aeron.AeronCounters;
import io.aeron.Image;
import org.agrona.concurrent.status.CountersReader;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What streams of meetings that are over have brought, and nobody will read. Aeron keeps a stream, and the memory of
 * its terms, until all of it is read; so it is passed over, but not before its sender has ended it or is silent for
 * good: he would take that for an acknowledgement. With the helm's lock.
 */
final class Leftovers
{
    /** Longer than Aeron waits for a sender that is silent. */
    private static final long SILENCE_NS = TimeUnit.SECONDS.toNanos(20);

    /** Streams that nobody reads, or nobody from some position on. */
    private record Leftover(Image image, long from, long sinceNs)
    {
    }

    private final List<Leftover> all = new ArrayList<>();

    /** The stream is not read from a position on: whoever reads it stops there. */
    void add(Image image, long from)
    {
        if (all.stream().noneMatch((each) -> each.image == image))
        {
            all.add(new Leftover(image, from, System.nanoTime()));
        }
    }

    void remove(Image image)
    {
        all.removeIf((each) -> each.image == image);
    }

    void clear()
    {
        all.clear();
    }

    boolean isEmpty()
    {
        return all.isEmpty();
    }

    /** Passes over what can be by now. Nobody polls at the moment. */
    void passOver(CountersReader counters)
    {
        long nowNs = System.nanoTime();
        for (Leftover each : all)
        {
            Image image = each.image;
            long position = image.position();
            if (image.isClosed() || position < each.from)
            {
                continue;
            }
            long end = image.endOfStreamPosition();
            if (end == Long.MAX_VALUE && nowNs - each.sinceNs > SILENCE_NS)
            {
                end = complete(image, counters);
            }
            if (end != Long.MAX_VALUE && end > position)
            {
                // Aeron takes a step to the end of a term at most.
                image.position(Math.min(end, (position | image.termBufferLength() - 1) + 1));
            }
        }
    }

    private static long complete(Image image, CountersReader counters)
    {
        int counter = counters.findByTypeIdAndRegistrationId(
            AeronCounters.DRIVER_RECEIVER_POS_TYPE_ID, image.correlationId());
        return counter == CountersReader.NULL_COUNTER_ID ? Long.MAX_VALUE : counters.getCounterValue(counter);
    }
}
