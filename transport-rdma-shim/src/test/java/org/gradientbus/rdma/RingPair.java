package org.gradientbus.rdma;

import org.gradientbus.rdma.verbs.ProtectionDomain;
import org.gradientbus.rdma.verbs.VerbsProvider;

/**
 * Two nodes with rings to each other, in one process.
 */
final class RingPair implements AutoCloseable
{
    final Helm nearHelm;
    final Helm farHelm;
    final PeerRings near;
    final PeerRings far;
    private final ProtectionDomain nearDomain;
    private final ProtectionDomain farDomain;

    RingPair(VerbsProvider provider, int maxFrameLength)
    {
        nearDomain = provider.open();
        farDomain = provider.open();
        nearHelm = new Helm(nearDomain);
        farHelm = new Helm(farDomain);
        near = PeerRings.open(nearHelm, maxFrameLength);
        far = PeerRings.open(farHelm, maxFrameLength);
        near.connect(RingOffer.of(far.offer().toBytes()));
        far.connect(RingOffer.of(near.offer().toBytes()));
    }

    void drive()
    {
        nearHelm.drive();
        farHelm.drive();
    }

    /** The far node is gone, without a word. */
    void closeFar()
    {
        far.close();
        farDomain.close();
    }

    @Override
    public void close()
    {
        near.close();
        nearDomain.close();
        closeFar();
    }
}
