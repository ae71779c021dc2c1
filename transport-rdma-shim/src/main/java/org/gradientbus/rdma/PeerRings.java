package org.gradientbus.rdma;

import org.agrona.concurrent.UnsafeBuffer;
import org.gradientbus.rdma.verbs.Endpoint;
import org.gradientbus.rdma.verbs.EndpointState;
import org.gradientbus.rdma.verbs.MemoryRegion;
import org.gradientbus.rdma.verbs.ProtectionDomain;
import org.gradientbus.rdma.verbs.RemoteKey;
import org.gradientbus.rdma.verbs.VerbsUnavailableException;
import org.gradientbus.spi.FrameHandler;

import java.nio.ByteOrder;
import java.security.SecureRandom;

/**
 * The two rings between this node and one peer: one region that the peer writes to, one endpoint to the peer's.
 *
 * <pre>
 *   open  -&gt;  offer, carried to the peer; its offer, carried here  -&gt;  connect  -&gt;  use  -&gt;  close
 * </pre>
 *
 * The peer may write as soon as it has the offer, also before this side connects.
 */
final class PeerRings implements AutoCloseable
{
    private final Helm helm;
    private final RingSpec spec;
    private final MemoryRegion region;
    private final RingOffer offer;
    private final RingReader reader;
    private MemoryRegion ringSource;
    private MemoryRegion creditSource;
    private Endpoint endpoint;
    private RemoteKey key;
    private RingWriter writer;
    private CreditTeller teller;
    private boolean isClosed;

    private PeerRings(Helm helm, RingSpec spec, MemoryRegion region)
    {
        this.helm = helm;
        this.spec = spec;
        this.region = region;
        offer = new RingOffer(spec, helm.domain().address(), region.remoteKey());
        reader = new RingReader(region.buffer(), spec);
    }

    /** Registers memory for one peer. */
    static PeerRings open(Helm helm, int maxFrameLength)
    {
        if (ByteOrder.nativeOrder() != ByteOrder.LITTLE_ENDIAN)
        {
            throw new VerbsUnavailableException("rings are little endian, and this machine is not: use another rung");
        }
        int capacity = RingLayout.capacityFor(maxFrameLength);
        RingSpec spec = new RingSpec(capacity, maxFrameLength, new SecureRandom().nextLong());
        helm.take();
        try
        {
            MemoryRegion region = helm.domain().register(RingLayout.regionLength(capacity));
            return new PeerRings(helm, spec, region);
        }
        finally
        {
            helm.letGo();
        }
    }

    /** For the peer, and nobody else. */
    RingOffer offer()
    {
        return offer;
    }

    /** Makes the way to the peer. What fails here is closed with the rest. */
    void connect(RingOffer peer)
    {
        helm.take();
        try
        {
            ProtectionDomain domain = helm.domain();
            endpoint = domain.connect(peer.address());
            key = endpoint.unpack(peer.key());
            ringSource = domain.register(peer.spec().capacity());
            creditSource = domain.register(RingLayout.DATA_OFFSET);
            Credits credits = new Credits(region.buffer(), peer.spec().salt());
            writer = new RingWriter(ringSource, endpoint, key, credits, peer.spec());
            teller = new CreditTeller(creditSource, endpoint, key, spec);
            helm.add(this);
        }
        finally
        {
            helm.letGo();
        }
    }

    /** What the peer writes to. */
    UnsafeBuffer memory()
    {
        return region.buffer();
    }

    RingReader reader()
    {
        return reader;
    }

    /** Not before {@link #connect}. */
    RingWriter writer()
    {
        return writer;
    }

    /** With the helm. */
    int serve()
    {
        return writer.post() + teller.tell(reader.consumedPosition());
    }

    /** Has the way to the peer broken? */
    boolean hasFailed()
    {
        return endpoint != null && endpoint.state() == EndpointState.FAILED;
    }

    String failure()
    {
        return endpoint == null ? "" : endpoint.failure();
    }

    /** As {@link RingWriter#takeBack}. */
    int takeBack(FrameHandler handler)
    {
        helm.take();
        try
        {
            return writer.takeBack(handler);
        }
        finally
        {
            helm.letGo();
        }
    }

    /**
     * Lets go of the peer; idempotent, does not throw. Where keys are not enforced, the peer has let go before, or is
     * gone.
     */
    @Override
    public void close()
    {
        helm.take();
        try
        {
            if (!isClosed)
            {
                isClosed = true;
                helm.remove(this);
                region.revoke();
                closeWay();
                region.close();
            }
        }
        finally
        {
            helm.letGo();
        }
    }

    private void closeWay()
    {
        if (writer != null)
        {
            writer.close();
        }
        if (endpoint != null)
        {
            endpoint.close();
        }
        if (key != null)
        {
            key.close();
        }
        if (ringSource != null)
        {
            ringSource.close();
        }
        if (creditSource != null)
        {
            creditSource.close();
        }
    }
}
