package org.gradientbus.rdma.emulated;

import org.gradientbus.rdma.verbs.Endpoint;
import org.gradientbus.rdma.verbs.EndpointState;
import org.gradientbus.rdma.verbs.MemoryRegion;
import org.gradientbus.rdma.verbs.PostStatus;
import org.gradientbus.rdma.verbs.RemoteKey;
import org.gradientbus.rdma.verbs.VerbsException;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/**
 * Carries out what was posted, later and as badly as it may. Completions are told only to who flushes.
 */
final class EmulatedEndpoint implements Endpoint
{
    private static final int MOST_PIECES_PER_ROUND = 64;

    /** The system is asked seldom, as that allocates: when a peer has let nothing progress for a while. */
    private static final int ROUNDS_PER_LOOK = 64;
    private static final long LOOK_INTERVAL_NS = TimeUnit.MILLISECONDS.toNanos(50);

    private final EmulatedDomain domain;
    private final DomainFile peer;
    private final Mischief mischief;
    private final SplittableRandom random;
    private final WaitingWrites writes;
    private long flushTarget;
    private long completed;
    private int roundsToLook = ROUNDS_PER_LOOK;
    private long lastBeat;
    private long lastBeatNs = System.nanoTime();
    private volatile EndpointState state = EndpointState.OPEN;
    private volatile String failure = "";

    EmulatedEndpoint(EmulatedDomain domain, DomainFile peer, Mischief mischief, SplittableRandom random)
    {
        this.domain = domain;
        this.peer = peer;
        this.mischief = mischief;
        this.random = random;
        writes = new WaitingWrites(mischief, random);
    }

    @Override
    public RemoteKey unpack(byte[] remoteKey)
    {
        if (remoteKey.length != EmulatedRegion.KEY_LENGTH)
        {
            throw new VerbsException("a key has " + EmulatedRegion.KEY_LENGTH + " bytes, not " + remoteKey.length);
        }
        ByteBuffer bytes = ByteBuffer.wrap(remoteKey).order(ByteOrder.LITTLE_ENDIAN);
        try
        {
            return new EmulatedKey(this, RegionFile.open(domain.folder(), bytes.getLong(), bytes.getLong()));
        }
        catch (IOException exception)
        {
            throw new VerbsException("the key opens nothing", exception);
        }
    }

    @Override
    public PostStatus write(MemoryRegion source, int sourceOffset, RemoteKey target, int targetOffset, int length)
    {
        EmulatedRegion region = (EmulatedRegion)source;
        EmulatedKey key = (EmulatedKey)target;
        if (!region.isOf(domain) || !key.isGoodFor(this))
        {
            throw new IllegalArgumentException("the source is closed or of another domain, or the key of another end");
        }
        if (length < 1 || sourceOffset < 0 || sourceOffset > region.buffer().capacity() - length)
        {
            throw new IllegalArgumentException("sourceOffset=" + sourceOffset + " length=" + length +
                " is not within the region's " + region.buffer().capacity() + " bytes");
        }
        if (state != EndpointState.OPEN)
        {
            return PostStatus.FAILED;
        }
        if (targetOffset < 0 || targetOffset > key.length() - length)
        {
            fail("targetOffset=" + targetOffset + " length=" + length + " is not within the peer's " + key.length() +
                " bytes");
            return PostStatus.FAILED;
        }
        return writes.tryAdd(region.buffer(), sourceOffset, key.file(), targetOffset, length) ?
            PostStatus.POSTED : PostStatus.FULL;
    }

    @Override
    public void fence()
    {
        writes.fence();
    }

    @Override
    public void flush()
    {
        flushTarget = writes.added();
    }

    @Override
    public long posted()
    {
        return writes.added();
    }

    @Override
    public long completed()
    {
        return completed;
    }

    @Override
    public EndpointState state()
    {
        return state;
    }

    @Override
    public String failure()
    {
        return failure;
    }

    @Override
    public void close()
    {
        if (state != EndpointState.CLOSED)
        {
            state = EndpointState.CLOSED;
            failure = "";
            domain.forget(this);
        }
    }

    int progress()
    {
        if (state != EndpointState.OPEN)
        {
            return 0;
        }
        if (isPeerGone())
        {
            fail("the peer's domain is gone");
            return 1;
        }
        writes.onRound();
        int most = mischief.reorderPercent() == 0 ? Integer.MAX_VALUE : random.nextInt(MOST_PIECES_PER_ROUND);
        int pieces = carryOut(most);
        completeFlushed();
        return pieces;
    }

    private boolean isPeerGone()
    {
        if (roundsToLook-- > 0)
        {
            return peer.isClosed();
        }
        roundsToLook = ROUNDS_PER_LOOK;
        long nowNs = System.nanoTime();
        long beat = peer.beat();
        if (beat != lastBeat)
        {
            lastBeat = beat;
            lastBeatNs = nowNs;
            return false;
        }
        if (nowNs - lastBeatNs - LOOK_INTERVAL_NS < 0)
        {
            return false;
        }
        lastBeatNs = nowNs;
        return !peer.isAlive();
    }

    private int carryOut(int most)
    {
        int pieces = 0;
        while (pieces < most && state == EndpointState.OPEN)
        {
            if (mischief.failuresPerMillion() != 0 && writes.carriedOut() < writes.added() &&
                random.nextInt(1_000_000) < mischief.failuresPerMillion())
            {
                fail("so the seed wanted it");
                return pieces;
            }
            switch (writes.carryOutOne())
            {
                case DONE -> pieces++;
                case REFUSED -> fail("the key is not valid any more");
                case NONE ->
                {
                    return pieces;
                }
            }
        }
        return pieces;
    }

    private void completeFlushed()
    {
        long wanted = Math.min(flushTarget, writes.carriedOut());
        if (wanted > completed)
        {
            completed = wanted;
        }
    }

    private void fail(String reason)
    {
        failure = reason;
        state = EndpointState.FAILED;
    }
}
