package org.gradientbus.rdma.emulated;

import org.gradientbus.rdma.verbs.RemoteKey;

/**
 * A peer's region, as one endpoint may write to it.
 */
final class EmulatedKey implements RemoteKey
{
    private final EmulatedEndpoint endpoint;
    private final RegionFile file;
    private boolean isClosed;

    EmulatedKey(EmulatedEndpoint endpoint, RegionFile file)
    {
        this.endpoint = endpoint;
        this.file = file;
    }

    @Override
    public int length()
    {
        return file.length();
    }

    @Override
    public void close()
    {
        isClosed = true;
    }

    RegionFile file()
    {
        return file;
    }

    boolean isGoodFor(EmulatedEndpoint other)
    {
        return endpoint == other && !isClosed;
    }
}
