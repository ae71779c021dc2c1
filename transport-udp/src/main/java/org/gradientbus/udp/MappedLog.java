package org.gradientbus.udp;

import io.aeron.LogBuffers;
import io.aeron.logbuffer.LogBufferDescriptor;
import org.agrona.CloseHelper;
import org.agrona.concurrent.UnsafeBuffer;

import java.nio.file.Path;

/**
 * A mapping of our own of what Aeron keeps of a stream. Aeron unmaps its own when its client closes, or a while after
 * it has let the stream go, whoever may be reading there; this one stays until it is closed.
 */
final class MappedLog implements AutoCloseable
{
    private final LogBuffers log;
    private final UnsafeBuffer[] terms;
    private final UnsafeBuffer metaData;
    private final int termBytes;

    private MappedLog(LogBuffers log)
    {
        this.log = log;
        terms = log.duplicateTermBuffers();
        metaData = log.metaDataBuffer();
        // The mapping stays without it.
        CloseHelper.quietClose(log.fileChannel());
        termBytes = log.termLength();
    }

    /**
     * What this node sends by a publication.
     *
     * @throws RuntimeException when the driver keeps it somewhere else, or no more
     */
    static MappedLog ofPublication(String aeronDirectory, long registrationId)
    {
        return open(aeronDirectory, "publications", registrationId);
    }

    /** The same of what another node sends. */
    static MappedLog ofImage(String aeronDirectory, long correlationId)
    {
        return open(aeronDirectory, "images", correlationId);
    }

    private static MappedLog open(String aeronDirectory, String folder, long id)
    {
        return new MappedLog(new LogBuffers(Path.of(aeronDirectory, folder, id + ".logbuffer").toString()));
    }

    int termBytes()
    {
        return termBytes;
    }

    UnsafeBuffer termAt(long position)
    {
        return terms[(int)(position / termBytes % LogBufferDescriptor.PARTITION_COUNT)];
    }

    int offsetOf(long position)
    {
        return (int)position & termBytes - 1;
    }

    /** How far a publication has given frames away; also one that Aeron has closed, which tells it no more. */
    long position()
    {
        long rawTail = LogBufferDescriptor.rawTailVolatile(metaData);
        return LogBufferDescriptor.computePosition(LogBufferDescriptor.termId(rawTail),
            LogBufferDescriptor.termOffset(rawTail, termBytes), LogBufferDescriptor.positionBitsToShift(termBytes),
            LogBufferDescriptor.initialTermId(metaData));
    }

    @Override
    public void close()
    {
        log.close();
    }
}
