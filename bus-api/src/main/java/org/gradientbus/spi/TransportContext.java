package org.gradientbus.spi;

import org.agrona.ErrorHandler;
import org.agrona.concurrent.NanoClock;

/**
 * What a bus tells its transports.
 *
 * @param domain         that the bus joined
 * @param nodeId         of the bus, 64 random bits
 * @param maxFrameLength the longest frame in bytes, header included
 * @param clock          the bus's time source
 * @param errorHandler   gets what fails in the background
 */
public record TransportContext(
    String domain, long nodeId, int maxFrameLength, NanoClock clock, ErrorHandler errorHandler)
{
}
