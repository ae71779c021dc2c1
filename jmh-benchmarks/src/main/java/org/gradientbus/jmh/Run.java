package org.gradientbus.jmh;

/**
 * Says to the threads of one run when to stop: first the producers, then, when all is sent, the consumer.
 */
final class Run
{
    private volatile boolean isProducing = true;
    private volatile boolean isConsuming = true;

    boolean isProducing()
    {
        return isProducing;
    }

    boolean isConsuming()
    {
        return isConsuming;
    }

    void stopProducing()
    {
        isProducing = false;
    }

    void stopConsuming()
    {
        isConsuming = false;
    }
}
