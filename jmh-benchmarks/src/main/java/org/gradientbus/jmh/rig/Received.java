package org.gradientbus.jmh.rig;

import org.gradientbus.jmh.Payload;

/**
 * What has come to an end.
 *
 * @param count   messages
 * @param sum     over all their bytes, eight by eight
 * @param delayNs for how long the thread that polls there waited for a core that others had
 */
record Received(long count, long sum, long delayNs)
{
    /**
     * Is it the messages 0, 1, ... count - 1, whole?
     *
     * @throws IllegalStateException when it is not: then no figure is worth anything
     */
    void check(String where, int length, long sent)
    {
        final long right = Payload.sumOfFirst(length, sent);
        if (count != sent || sum != right)
        {
            throw new IllegalStateException(
                "sent=" + sent + " with sum=" + right + ", but " + where + " got=" + count + " with sum=" + sum);
        }
    }
}
