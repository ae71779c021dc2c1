package org.gradientbus.cli.tour;

/**
 * What became of the messages of a measurement.
 *
 * @param sent     accepted by the bus
 * @param received by a handler
 * @param wrong    of those received: not the next one, or damaged
 */
record Tally(long sent, long received, long wrong)
{
    Tally plus(Tally other)
    {
        return new Tally(sent + other.sent, received + other.received, wrong + other.wrong);
    }

    long lost()
    {
        return sent - received;
    }

    boolean isRight()
    {
        return sent == received && wrong == 0;
    }
}
