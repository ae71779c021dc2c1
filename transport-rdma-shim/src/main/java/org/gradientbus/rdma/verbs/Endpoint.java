package org.gradientbus.rdma.verbs;

/**
 * One end of a reliable connection, a queue pair's sending half: carries writes to memory of one peer. For one thread
 * at a time, like its domain; {@link #state()} and {@link #failure()} are for all.
 *
 * <p><em>Order</em>: none. Two writes may be carried out in any order, and so may the bytes of one; each byte at any
 * time between {@link #write} and its completion, more than once if the provider likes, but with the value that the
 * source had all that time. A {@link #fence()} is the only order there is. A flush makes none: it tells.
 *
 * <p><em>Completion</em>: writes are counted, from 1. {@link #completed()} says up to which of them all are complete,
 * that is: each byte can be seen at the peer, and the source may change. It need not move unless {@link #flush()} asks.
 *
 * <p><em>Failure</em>: a peer that is gone, a key that is not valid, a range outside of the region, a broken wire. Then
 * of each write that was not complete any part may have been carried out, none, or all of it. The provider looks no
 * more than at what it has to do: an endpoint with nothing posted may find out late, or never.
 *
 * <p>None of this allocates for each write.
 */
public interface Endpoint extends AutoCloseable
{
    /**
     * Makes a peer's key fit for this endpoint.
     *
     * @param remoteKey as {@link MemoryRegion#remoteKey()} said there. The bytes are trusted no further than the
     *                  connection that they came by; a provider may not be able to check them
     * @return the key; the caller closes it
     * @throws VerbsException when the bytes are no key, or not one of this peer
     */
    RemoteKey unpack(byte[] remoteKey);

    /**
     * Posts a write. The source must not change until it is complete.
     *
     * @param source       a region of the same domain
     * @param sourceOffset first byte in it
     * @param target       a key that this endpoint unpacked. A range that it does not cover fails the endpoint
     * @param targetOffset first byte in the peer's region
     * @param length       in bytes, at least 1
     * @return POSTED, FULL or FAILED
     * @throws IllegalArgumentException when the range is not within the source
     */
    PostStatus write(MemoryRegion source, int sourceOffset, RemoteKey target, int targetOffset, int length);

    /**
     * Puts what was posted so far before what is posted from now on: whoever sees a byte of a later write sees all of
     * the earlier ones. Does not wait, though writes behind it may have to: with some providers it costs a round trip.
     */
    void fence();

    /**
     * Asks that {@link #completed()} come up to what is {@link #posted()} now, while the domain progresses. Cheapest
     * right after a write. Does not wait.
     */
    void flush();

    /**
     * How many writes were posted.
     *
     * @return 0 at first
     */
    long posted();

    /**
     * How many writes are complete, and all before them. It stays where it is when the endpoint fails.
     *
     * @return at most {@link #posted()}
     */
    long completed();

    /**
     * What the endpoint is good for. For all threads.
     *
     * @return the state
     */
    EndpointState state();

    /**
     * Why it failed. For all threads.
     *
     * @return a sentence; empty unless the endpoint has failed
     */
    String failure();

    /**
     * Gives up what is not complete, and lets go of the connection; idempotent, does not throw. Nothing is read from a
     * source any more when it returns. What is on its way may still be carried out at the peer, until that one revokes
     * the key.
     */
    @Override
    void close();
}
