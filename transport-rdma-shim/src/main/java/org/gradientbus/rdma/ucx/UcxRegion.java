package org.gradientbus.rdma.ucx;

import org.agrona.concurrent.UnsafeBuffer;
import org.gradientbus.rdma.verbs.MemoryRegion;
import org.openucx.jucx.ucp.UcpMemory;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Memory that UCX has registered. Its key is UCX's, and before it where the region lies, for UCX wants to be told.
 */
final class UcxRegion implements MemoryRegion
{
    static final int KEY_HEADER_LENGTH = 12;

    private final UcxDomain domain;
    private final UcpMemory memory;
    private final UnsafeBuffer buffer;
    private final byte[] remoteKey;
    private boolean isRevoked;
    private boolean isClosed;

    UcxRegion(UcxDomain domain, UcpMemory memory, ByteBuffer bytes)
    {
        this.domain = domain;
        this.memory = memory;
        buffer = new UnsafeBuffer(bytes);
        ByteBuffer key = memory.getRemoteKeyBuffer();
        remoteKey = new byte[KEY_HEADER_LENGTH + key.remaining()];
        ByteBuffer.wrap(remoteKey).order(ByteOrder.LITTLE_ENDIAN)
            .putLong(buffer.addressOffset()).putInt(buffer.capacity()).put(key);
    }

    @Override
    public UnsafeBuffer buffer()
    {
        return buffer;
    }

    @Override
    public byte[] remoteKey()
    {
        return remoteKey.clone();
    }

    @Override
    public void revoke()
    {
        if (!isRevoked)
        {
            isRevoked = true;
            memory.deregister();
        }
    }

    @Override
    public void close()
    {
        if (!isClosed)
        {
            isClosed = true;
            revoke();
            domain.forget(this);
        }
    }

    long address()
    {
        return buffer.addressOffset();
    }

    boolean isOf(UcxDomain other)
    {
        return domain == other && !isClosed;
    }
}
