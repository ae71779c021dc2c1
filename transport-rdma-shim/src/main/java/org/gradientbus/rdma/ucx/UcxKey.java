package org.gradientbus.rdma.ucx;

import org.gradientbus.rdma.verbs.RemoteKey;
import org.openucx.jucx.ucp.UcpRemoteKey;

/**
 * A peer's region, as one endpoint may write to it.
 */
final class UcxKey implements RemoteKey
{
    private final UcxEndpoint endpoint;
    private final UcpRemoteKey key;
    private final long address;
    private final int length;
    private boolean isClosed;

    UcxKey(UcxEndpoint endpoint, UcpRemoteKey key, long address, int length)
    {
        this.endpoint = endpoint;
        this.key = key;
        this.address = address;
        this.length = length;
    }

    @Override
    public int length()
    {
        return length;
    }

    @Override
    public void close()
    {
        if (!isClosed)
        {
            isClosed = true;
            key.close();
            endpoint.forget(this);
        }
    }

    UcpRemoteKey key()
    {
        return key;
    }

    long address()
    {
        return address;
    }

    boolean isGoodFor(UcxEndpoint other)
    {
        return endpoint == other && !isClosed;
    }
}
