package org.gradientbus.spi;

import org.agrona.ErrorHandler;
import org.agrona.concurrent.NanoClock;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What a bus tells its transports.
 *
 * @param domain         that the bus joined
 * @param nodeName       of the bus, for people; may be empty
 * @param nodeId         of the bus, 64 random bits
 * @param hostDirectory  where the HOST rung keeps its files, when that is not the default
 * @param maxFrameLength the longest frame in bytes, header included
 * @param clock          the bus's time source
 * @param errorHandler   gets what fails in the background
 */
public record TransportContext(
    String domain,
    String nodeName,
    long nodeId,
    Optional<Path> hostDirectory,
    int maxFrameLength,
    NanoClock clock,
    ErrorHandler errorHandler)
{
    /**
     * A nameless bus, with files in the default place.
     *
     * @param domain         that the bus joined
     * @param nodeId         of the bus, 64 random bits
     * @param maxFrameLength the longest frame in bytes, header included
     * @param clock          the bus's time source
     * @param errorHandler   gets what fails in the background
     */
    public TransportContext(
        String domain, long nodeId, int maxFrameLength, NanoClock clock, ErrorHandler errorHandler)
    {
        this(domain, "", nodeId, Optional.empty(), maxFrameLength, clock, errorHandler);
    }
}
