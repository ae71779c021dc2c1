package org.gradientbus.rdma.verbs;

/**
 * What belongs together: registered memory, and the endpoints that may read from it. Keys of one domain open no memory
 * of another. For one thread at a time.
 */
public interface ProtectionDomain extends AutoCloseable
{
    /**
     * Where peers find this domain, to be carried to them by other means and given to {@link #connect}.
     *
     * @return a copy; opaque
     */
    byte[] address();

    /**
     * Allocates memory, all zeroes, and registers it. Nobody writes to it but who has its key.
     *
     * @param length in bytes, at least 1
     * @return the region; the caller closes it
     * @throws VerbsException when there is not enough memory, or not enough that may be locked
     */
    MemoryRegion register(int length);

    /**
     * Makes an endpoint that writes to the memory of a peer's domain. It leads there and not back: the peer connects
     * an endpoint of its own. Does not wait for the peer, so the endpoint may fail later.
     *
     * @param peerAddress as the peer's {@link #address()} says
     * @return the endpoint; the caller closes it
     * @throws VerbsException when the bytes are no address, or lead nowhere
     */
    Endpoint connect(byte[] peerAddress);

    /**
     * Moves on what was posted, here and from peers, and finds out what has failed. Nothing moves unless somebody calls
     * this; with some providers that goes for what peers write to this domain, too. Never blocks, never throws for what
     * a peer does, and calls nobody back.
     *
     * @return 0 when there was nothing to do
     */
    int progress();

    /**
     * Is a key checked by whoever owns the memory? Network cards do, software between sockets does not: it writes where
     * the peer says. Without it a peer, or whoever connects to its port, can write to any memory of this process; so it
     * is for networks whose every host is trusted like this process, and for tests.
     *
     * @return true when writes without a valid key fail at the far end
     */
    boolean enforcesKeys();

    /**
     * Closes what is left of its endpoints and regions, and the device; idempotent, does not throw. Endpoints of peers
     * that lead here fail, at the latest when they next have something to write.
     */
    @Override
    void close();
}
