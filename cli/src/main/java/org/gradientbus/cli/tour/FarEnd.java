package org.gradientbus.cli.tour;

import org.gradientbus.IdleProfile;

/**
 * The end that answers. The measurements know nothing else of it, so it may be anywhere: {@link FarBus} in this JVM,
 * {@link FarJvm} in another one.
 */
interface FarEnd extends AutoCloseable
{
    /** Opens a part. When this returns its mailbox is bound, though the near end may not have heard of it. */
    void open(FarPart part, IdleProfile idle);

    /** The number that a part wants next: one more than that of the last message it got. */
    long next(FarPart part);

    /** All that a part has counted since it was opened. */
    Counts counts(FarPart part);

    /** Closes a part and its loop. */
    void close(FarPart part);

    /** Waits for rest, then tells how the whole end is. */
    Health health();

    /** What has become of it, for a person who reads that it failed; empty when there is nothing to tell. */
    String fate();

    @Override
    void close();

    /**
     * What a part tells of the messages that it got.
     *
     * @param received       by its handler
     * @param wrong          of those: not the next one, or damaged
     * @param arrivedNs      when the last one came, of the clock that all processes of a host share; 0 unless it is
     *                       {@link FarPart#SLEEPER}
     * @param allocatedBytes by its thread, since that began
     */
    record Counts(long received, long wrong, long arrivedNs, long allocatedBytes)
    {
    }

    /**
     * What is to be 0 when all is well.
     *
     * @param inFlight         messages that have not ended in any of the ways there are
     * @param handlerErrors    how often a handler threw
     * @param backgroundErrors that were reported elsewhere than here
     */
    record Health(long inFlight, long handlerErrors, long backgroundErrors)
    {
        Health plus(Health other)
        {
            return new Health(
                inFlight + other.inFlight, handlerErrors + other.handlerErrors,
                backgroundErrors + other.backgroundErrors);
        }
    }
}
