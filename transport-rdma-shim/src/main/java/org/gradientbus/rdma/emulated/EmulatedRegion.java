package org.gradientbus.rdma.emulated;

import org.agrona.concurrent.UnsafeBuffer;
import org.gradientbus.rdma.verbs.MemoryRegion;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A region that this process owns.
 */
final class EmulatedRegion implements MemoryRegion
{
    static final int KEY_LENGTH = 16;

    private final EmulatedDomain domain;
    private final RegionFile file;
    private final UnsafeBuffer buffer;
    private final byte[] remoteKey;
    private boolean isRevoked;
    private boolean isClosed;

    EmulatedRegion(EmulatedDomain domain, RegionFile file, long id, long secret)
    {
        this.domain = domain;
        this.file = file;
        buffer = file.data();
        remoteKey = ByteBuffer.allocate(KEY_LENGTH).order(ByteOrder.LITTLE_ENDIAN)
            .putLong(id).putLong(secret).array();
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
            file.revoke();
        }
    }

    @Override
    public void close()
    {
        if (!isClosed)
        {
            isClosed = true;
            revoke();
            file.delete();
            domain.forget(this);
        }
    }

    boolean isOf(EmulatedDomain other)
    {
        return domain == other && !isClosed;
    }
}
