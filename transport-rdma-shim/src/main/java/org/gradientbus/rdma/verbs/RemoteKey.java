package org.gradientbus.rdma.verbs;

/**
 * The right to write to one region of a peer, as an endpoint has unpacked it. Good with that endpoint only.
 */
public interface RemoteKey extends AutoCloseable
{
    /**
     * How long the peer's region is.
     *
     * @return bytes
     */
    int length();

    /**
     * Lets go of it; idempotent, does not throw. Not before what was posted with it is complete, or the endpoint is
     * closed.
     */
    @Override
    void close();
}
