package org.gradientbus.rdma.emulated;

import org.gradientbus.rdma.verbs.Endpoint;
import org.gradientbus.rdma.verbs.EndpointState;
import org.gradientbus.rdma.verbs.MemoryRegion;
import org.gradientbus.rdma.verbs.PostStatus;
import org.gradientbus.rdma.verbs.RemoteKey;

/**
 * A mutant: its fence does nothing.
 *
 * @param endpoint does the rest
 */
record UnfencedEndpoint(Endpoint endpoint) implements Endpoint
{
    @Override
    public RemoteKey unpack(byte[] remoteKey)
    {
        return endpoint.unpack(remoteKey);
    }

    @Override
    public PostStatus write(MemoryRegion source, int sourceOffset, RemoteKey target, int targetOffset, int length)
    {
        return endpoint.write(source, sourceOffset, target, targetOffset, length);
    }

    @Override
    public void fence()
    {
        // That is what is wrong with it.
    }

    @Override
    public void flush()
    {
        endpoint.flush();
    }

    @Override
    public long posted()
    {
        return endpoint.posted();
    }

    @Override
    public long completed()
    {
        return endpoint.completed();
    }

    @Override
    public EndpointState state()
    {
        return endpoint.state();
    }

    @Override
    public String failure()
    {
        return endpoint.failure();
    }

    @Override
    public void close()
    {
        endpoint.close();
    }
}
