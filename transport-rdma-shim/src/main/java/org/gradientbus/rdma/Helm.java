package org.gradientbus.rdma;

import org.gradientbus.rdma.verbs.ProtectionDomain;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A domain and its rings are for one thread at a time: the one that has the helm. Whoever finds it taken leaves word,
 * and whoever has it goes round once more; so nobody waits, and nothing that was committed is left behind.
 */
final class Helm
{
    /** Others may leave word all the time: then somebody else must drive. */
    private static final int MOST_ROUNDS = 16;

    private final ProtectionDomain domain;
    private final ReentrantLock lock = new ReentrantLock();
    private final List<PeerRings> rings = new ArrayList<>();
    private volatile boolean isAsked;

    Helm(ProtectionDomain domain)
    {
        this.domain = domain;
    }

    /**
     * Posts what was committed before this call, tells peers how far their rings were read, and lets the domain
     * progress; or leaves it to whoever is at it. Never blocks.
     *
     * @return 0 when there was nothing to do
     */
    int drive()
    {
        int work = 0;
        if (!lock.isHeldByCurrentThread())
        {
            isAsked = true;
            for (int round = 0; round < MOST_ROUNDS && isAsked && lock.tryLock(); round++)
            {
                try
                {
                    isAsked = false;
                    work += driveOnce();
                }
                finally
                {
                    lock.unlock();
                }
            }
        }
        return work;
    }

    private int driveOnce()
    {
        int work = 0;
        for (int i = 0; i < rings.size(); i++)
        {
            work += rings.get(i).serve();
        }
        return work + domain.progress();
    }

    /** For the control plane, which may block. */
    void take()
    {
        lock.lock();
    }

    void letGo()
    {
        lock.unlock();
    }

    /** With the helm. */
    ProtectionDomain domain()
    {
        return domain;
    }

    /** With the helm. */
    void add(PeerRings peer)
    {
        rings.add(peer);
    }

    /** With the helm. */
    void remove(PeerRings peer)
    {
        rings.remove(peer);
    }
}
