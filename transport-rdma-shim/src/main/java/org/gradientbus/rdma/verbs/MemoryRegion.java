package org.gradientbus.rdma.verbs;

import org.agrona.concurrent.UnsafeBuffer;

/**
 * Registered memory: an endpoint of the same domain may read from it, and who has its key may write to it.
 */
public interface MemoryRegion extends AutoCloseable
{
    /**
     * The memory itself, from 0 to the length that was asked for. Any thread may use it, until the region is closed and
     * not after. What a peer writes becomes visible in any order and in any pieces, however small, and a byte may be
     * seen in its old state for some time after another was seen in its new one; only a fence between two writes makes
     * an order, see {@link Endpoint#fence()}.
     *
     * @return the same each time
     */
    UnsafeBuffer buffer();

    /**
     * What lets a peer write to all of this memory, to be carried to it by other means. Whoever has it can: it is
     * given to one peer, and a region serves one.
     *
     * @return a copy; opaque
     */
    byte[] remoteKey();

    /**
     * Makes the key worthless. Where the domain {@linkplain ProtectionDomain#enforcesKeys() enforces keys} no byte is
     * written any more when this returns, and an endpoint that tries, fails. Where it does not, the memory stays safe
     * to be written to until {@link #close()}. Idempotent, does not throw.
     */
    void revoke();

    /**
     * Revokes the key and gives the memory back; idempotent, does not throw. The caller makes sure that no endpoint of
     * his still has a write to read from here: it is flushed, failed and closed, or closed. Where keys are not enforced
     * he also knows that whoever had the key is gone or has let go of it; for the memory may be somebody else's next.
     */
    @Override
    void close();
}
