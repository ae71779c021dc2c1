package org.gradientbus.rdma;

/**
 * The constants of one ring, agreed on before it is used.
 *
 * @param capacity       bytes of its data
 * @param maxFrameLength bytes of the longest frame
 * @param salt           64 random bits of the reader's, known to both ends and to nobody else
 */
record RingSpec(int capacity, int maxFrameLength, long salt)
{
    RingSpec
    {
        String objection = RingLayout.objectionTo(capacity, maxFrameLength);
        if (objection != null)
        {
            throw new IllegalArgumentException(objection);
        }
    }
}
