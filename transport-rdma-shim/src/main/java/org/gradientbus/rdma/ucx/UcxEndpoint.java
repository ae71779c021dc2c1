package org.gradientbus.rdma.ucx;

import org.agrona.concurrent.UnsafeBuffer;
import org.gradientbus.rdma.verbs.Endpoint;
import org.gradientbus.rdma.verbs.EndpointState;
import org.gradientbus.rdma.verbs.MemoryRegion;
import org.gradientbus.rdma.verbs.PostStatus;
import org.gradientbus.rdma.verbs.RemoteKey;
import org.gradientbus.rdma.verbs.VerbsException;
import org.openucx.jucx.UcxCallback;
import org.openucx.jucx.UcxException;
import org.openucx.jucx.ucp.UcpEndpoint;
import org.openucx.jucx.ucp.UcpEndpointParams;
import org.openucx.jucx.ucp.UcpRequest;
import org.openucx.jucx.ucp.UcpWorker;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A UCX endpoint with peer error handling. Writes are UCX's implicit puts, which allocate nothing in Java; that they
 * are complete is known by a flush, one at a time.
 *
 * <p>jucx has no fence. So a write behind one is held here until a flush has come back.
 *
 * <p>jucx 1.12 forgets to free a small object of a flush that is done at once. One that is asked for right after a
 * write never is, since the peer's answer takes a progress to arrive.
 */
final class UcxEndpoint implements Endpoint
{
    private static final int MOST_OUTSTANDING = 4096;
    private static final long CLOSE_LIMIT_NS = TimeUnit.SECONDS.toNanos(1);

    private final UcxDomain domain;
    private final UcpEndpoint endpoint;
    private final ByteBuffer peerAddress;
    private final List<UcxKey> keys = new ArrayList<>();
    private final HeldWrites held = new HeldWrites();
    private final UcxCallback onFlushed = new OnFlushed();

    private long posted;
    private long issued;
    private long completed;
    private long barrier;
    private long flushTarget;
    private long flushing;
    private boolean isFlushing;
    private volatile EndpointState state = EndpointState.OPEN;
    private volatile String failure = "";

    UcxEndpoint(UcxDomain domain, UcpWorker worker, byte[] peerAddress)
    {
        this.domain = domain;
        this.peerAddress = ByteBuffer.allocateDirect(peerAddress.length).put(peerAddress).flip();
        endpoint = worker.newEndpoint(new UcpEndpointParams()
            .setUcpAddress(this.peerAddress)
            .setPeerErrorHandlingMode()
            .setErrorHandler((failed, status, message) -> fail(message)));
    }

    @Override
    public RemoteKey unpack(byte[] remoteKey)
    {
        if (remoteKey.length <= UcxRegion.KEY_HEADER_LENGTH)
        {
            throw new VerbsException("a key has more than " + remoteKey.length + " bytes");
        }
        ByteBuffer bytes = ByteBuffer.allocateDirect(remoteKey.length).order(ByteOrder.LITTLE_ENDIAN)
            .put(remoteKey).flip();
        long address = bytes.getLong();
        int length = bytes.getInt();
        if (length < 1)
        {
            throw new VerbsException("the key is of a region with length=" + length);
        }
        try
        {
            UcxKey key = new UcxKey(this, endpoint.unpackRemoteKey(bytes), address, length);
            keys.add(key);
            return key;
        }
        catch (UcxException exception)
        {
            throw new VerbsException("the key opens nothing: " + exception.getMessage(), exception);
        }
    }

    @Override
    public PostStatus write(MemoryRegion source, int sourceOffset, RemoteKey target, int targetOffset, int length)
    {
        UcxRegion region = (UcxRegion)source;
        UcxKey key = (UcxKey)target;
        check(region, sourceOffset, key, length);
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
        if (posted - completed >= MOST_OUTSTANDING)
        {
            return PostStatus.FULL;
        }
        long sourceAddress = region.address() + sourceOffset;
        if (!held.isEmpty() || barrier > completed)
        {
            if (!held.tryAdd(sourceAddress, key, targetOffset, length, barrier))
            {
                return PostStatus.FULL;
            }
            posted++;
            return PostStatus.POSTED;
        }
        posted++;
        issue(sourceAddress, key, key.address() + targetOffset, length);
        return state == EndpointState.OPEN ? PostStatus.POSTED : PostStatus.FAILED;
    }

    private void check(UcxRegion region, int sourceOffset, UcxKey key, int length)
    {
        if (!region.isOf(domain) || !key.isGoodFor(this))
        {
            throw new IllegalArgumentException("the source is closed or of another domain, or the key of another end");
        }
        UnsafeBuffer buffer = region.buffer();
        if (length < 1 || sourceOffset < 0 || sourceOffset > buffer.capacity() - length)
        {
            throw new IllegalArgumentException("sourceOffset=" + sourceOffset + " length=" + length +
                " is not within the region's " + buffer.capacity() + " bytes");
        }
    }

    private void issue(long sourceAddress, UcxKey key, long targetAddress, int length)
    {
        try
        {
            endpoint.putNonBlockingImplicit(sourceAddress, length, targetAddress, key.key());
            issued++;
        }
        catch (UcxException exception)
        {
            fail(exception.getMessage());
        }
    }

    @Override
    public void fence()
    {
        barrier = posted;
        flush();
    }

    @Override
    public void flush()
    {
        flushTarget = posted;
        advance();
    }

    /** Posts what no fence holds back any more, and flushes what somebody waits for. */
    void advance()
    {
        boolean isMoving = true;
        while (isMoving && state == EndpointState.OPEN)
        {
            isMoving = false;
            while (!held.isEmpty() && held.barrier() <= completed && state == EndpointState.OPEN)
            {
                issue(held.sourceAddress(), held.target(), held.targetAddress(), held.length());
                held.remove();
            }
            if (!isFlushing && completed < flushTarget && completed < issued && state == EndpointState.OPEN)
            {
                long before = completed;
                startFlush();
                isMoving = completed != before;
            }
        }
    }

    private void startFlush()
    {
        flushing = issued;
        isFlushing = true;
        try
        {
            endpoint.flushNonBlocking(onFlushed);
        }
        catch (UcxException exception)
        {
            fail(exception.getMessage());
        }
    }

    @Override
    public long posted()
    {
        return posted;
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

    /** By force: a flush would wait for a peer that may be gone. */
    @Override
    public void close()
    {
        if (state == EndpointState.CLOSED)
        {
            return;
        }
        state = EndpointState.CLOSED;
        failure = "";
        domain.forget(this);
        try
        {
            UcpRequest request = endpoint.closeNonBlockingForce();
            long deadlineNs = System.nanoTime() + CLOSE_LIMIT_NS;
            while (!request.isCompleted() && deadlineNs - System.nanoTime() > 0)
            {
                domain.progressWorker();
            }
        }
        catch (UcxException ignore)
        {
            // It had failed, and UCX has nothing left to close.
        }
        List.copyOf(keys).forEach(UcxKey::close);
    }

    void forget(UcxKey key)
    {
        keys.remove(key);
    }

    private void fail(String reason)
    {
        if (state == EndpointState.OPEN)
        {
            failure = reason;
            state = EndpointState.FAILED;
        }
    }

    /** Called by UCX, in the midst of progress or of the call that asked: calls nothing, throws nothing. */
    private final class OnFlushed extends UcxCallback
    {
        @Override
        public void onSuccess(UcpRequest request)
        {
            isFlushing = false;
            if (state == EndpointState.OPEN)
            {
                completed = flushing;
            }
        }

        @Override
        public void onError(int status, String message)
        {
            isFlushing = false;
            fail(message);
        }
    }
}
