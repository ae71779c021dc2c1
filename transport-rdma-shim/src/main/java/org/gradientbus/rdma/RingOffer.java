package org.gradientbus.rdma;

import org.gradientbus.rdma.verbs.VerbsException;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * What a node tells one peer so that the peer can write to it: carried by another rung, to nobody else.
 *
 * <pre>
 *   | version int32 | capacity int32 | longest frame int32 | salt int64 | length int32, address | length int32, key |
 * </pre>
 *
 * @param spec    of the ring that the peer writes
 * @param address of the node's domain
 * @param key     to the region that it has registered for this peer
 */
record RingOffer(RingSpec spec, byte[] address, byte[] key)
{
    private static final int VERSION = 1;
    private static final int FIXED_LENGTH = 28;
    private static final int MOST = 16 * 1024;

    byte[] toBytes()
    {
        return ByteBuffer.allocate(FIXED_LENGTH + address.length + key.length).order(ByteOrder.LITTLE_ENDIAN)
            .putInt(VERSION)
            .putInt(spec.capacity())
            .putInt(spec.maxFrameLength())
            .putLong(spec.salt())
            .putInt(address.length).put(address)
            .putInt(key.length).put(key)
            .array();
    }

    /**
     * Reads an offer.
     *
     * @throws VerbsException when the bytes are none, or one that this version does not know
     */
    static RingOffer of(byte[] bytes)
    {
        try
        {
            ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
            int version = buffer.getInt();
            if (version != VERSION)
            {
                throw new VerbsException("the peer offers version=" + version + ", and this is " + VERSION);
            }
            RingSpec spec = new RingSpec(buffer.getInt(), buffer.getInt(), buffer.getLong());
            RingOffer offer = new RingOffer(spec, part(buffer), part(buffer));
            if (buffer.hasRemaining())
            {
                throw new VerbsException("the offer is followed by " + buffer.remaining() + " bytes");
            }
            return offer;
        }
        catch (BufferUnderflowException | IllegalArgumentException exception)
        {
            throw new VerbsException("no offer: " + exception.getMessage(), exception);
        }
    }

    private static byte[] part(ByteBuffer buffer)
    {
        int length = buffer.getInt();
        if (length < 1 || length > MOST || length > buffer.remaining())
        {
            throw new VerbsException("a part of the offer has length=" + length + " of " + buffer.remaining());
        }
        byte[] bytes = new byte[length];
        buffer.get(bytes);
        return bytes;
    }
}
