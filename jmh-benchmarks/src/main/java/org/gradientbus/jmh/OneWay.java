package org.gradientbus.jmh;

/**
 * A way from one or several producing threads to one consuming thread; measured in messages a second.
 */
interface OneWay extends AutoCloseable
{
    /** A sending end for one thread. */
    Producer producer();

    /** Receives until told to stop, on the consumer's thread. */
    void consume(Run run);

    /** Makes {@link #consume} return; by any thread. */
    default void stopConsuming(Run run)
    {
        run.stopConsuming();
    }

    /** How the consumer waits. */
    SpinThenYield consumerIdle();

    /** What was received. */
    Tally tally();

    /** How many receivers each message has. */
    default int receivers()
    {
        return 1;
    }

    @Override
    void close();

    /** Sends, on one thread. */
    abstract class Producer
    {
        final SpinThenYield idle = new SpinThenYield();

        /** Sends one message, and waits while there is no room. */
        abstract void send(long value);

        /**
         * Sends 0, 1, 2 ... in whole laps until told to stop; returns how many. Each kind's own, so that each is
         * compiled alone.
         */
        abstract long produce(Run run, Laps laps);
    }
}
