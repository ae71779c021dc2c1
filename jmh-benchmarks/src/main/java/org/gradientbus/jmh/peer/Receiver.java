package org.gradientbus.jmh.peer;

/**
 * Takes what arrives at one end.
 */
public interface Receiver
{
    /**
     * A message has arrived, and was read in full.
     *
     * @param value its number: the first eight bytes
     * @param sum   of all its bytes, eight by eight
     */
    void onMessage(long value, long sum);
}
