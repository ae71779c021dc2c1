package org.gradientbus.engine;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.gradientbus.Address;
import org.gradientbus.BusCounter;
import org.gradientbus.Claim;
import org.gradientbus.Guarantee;
import org.gradientbus.PortOptions;
import org.gradientbus.ReplyHandler;
import org.gradientbus.RequestException;
import org.gradientbus.RequestFailure;
import org.gradientbus.Requester;
import org.gradientbus.SendStatus;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Claims room at one of the mailboxes, and notes the request in its table when the claim is committed.
 */
final class RealRequester extends PortCore implements Requester
{
    /** The loop tells of a timeout; it is not waited for much longer when it is stuck or nobody polls it. */
    private static final long GRACE_NS = TimeUnit.MILLISECONDS.toNanos(50);

    private final RequestTable table;
    private final Picker picker;
    private final FrameFields fields;

    /** Of the one claim that may be open; the user's or our own. */
    private ReplyHandler nextHandler;
    private long nextTimeoutNs;

    /** Where the claim that is being committed leads to, when that is a peer. */
    private Route sendingTo;

    RealRequester(RealBus bus, Address address, PortOptions options, RequestTable table)
    {
        super(bus, address, options.importance(), Guarantee.RELIABLE);
        this.table = table;
        picker = new Picker(options.selection(), bus.nextSeed());
        fields = new FrameFields(bus.nodeId());
        fields.kind = Frame.KIND_REQUEST;
        fields.fromRef = table.ref();
        fields.fromLoop = table.loop().number();
        fields.importance = options.importance();
        fields.hasTimeLimit = true;
    }

    @Override
    RouteSet resolve(PortEntry portEntry)
    {
        return bus.directory().routesToOne(portEntry);
    }

    /** Never drops a request: one that is sure to time out is better refused. */
    @Override
    SendStatus claimRooms(RouteSet set, int length, FrameFields header, RealClaim claim)
    {
        final int picked = picker.claim(set, length, header, claim);
        if (picked >= 0)
        {
            // The clock is read here, while the room's memory is on its way from the receiver's cache.
            fields.deadlineNs = bus.config().clock().nanoTime() + nextTimeoutNs;
            return SendStatus.ACCEPTED;
        }
        return refusedBy(set.routes[-1 - picked]);
    }

    @Override
    public SendStatus tryClaim(int length, long timeoutNs, ReplyHandler handler, Claim claim)
    {
        requirePositive(timeoutNs);
        ((RealClaim)claim).requireClosed();
        if (length < 0)
        {
            throw new IllegalArgumentException("length=" + length + " must be 0 or more");
        }
        if (!prepare(timeoutNs, handler))
        {
            return noRoomForOneMore();
        }
        return keepIfAccepted(grantToUser(length, fields, claim));
    }

    @Override
    public SendStatus request(DirectBuffer buffer, int offset, int length, long timeoutNs, ReplyHandler handler)
    {
        requirePositive(timeoutNs);
        buffer.boundsCheck(offset, length);
        if (!prepare(timeoutNs, handler))
        {
            return noRoomForOneMore();
        }
        return keepIfAccepted(copy(buffer, offset, length, fields));
    }

    @Override
    public SendStatus request(DirectBuffer buffer, int offset, int length, Duration timeout, ReplyHandler handler)
    {
        return request(buffer, offset, length, timeout.toNanos(), handler);
    }

    @Override
    public CompletableFuture<DirectBuffer> request(DirectBuffer buffer, int offset, int length, Duration timeout)
    {
        final FutureReply reply = new FutureReply(address());
        final SendStatus status = request(buffer, offset, length, timeout, reply);
        if (status != SendStatus.ACCEPTED)
        {
            reply.completeExceptionally(refusal(status, length, timeout));
        }
        return reply;
    }

    @Override
    public DirectBuffer call(DirectBuffer buffer, int offset, int length, Duration timeout)
    {
        if (table.loop().isCurrentThread())
        {
            throw new IllegalStateException("a handler of loop " + table.loop().name() + " would wait for a reply " +
                "that the same loop must handle: use request(...) with a ReplyHandler, or PortOptions.withLoop");
        }
        final long deadlineNs = System.nanoTime() + timeout.toNanos();
        final Waiting waiting = new Waiting(timeout);
        final FutureReply reply = new FutureReply(address());
        SendStatus status = request(buffer, offset, length, timeout, reply);
        while (status == SendStatus.BACK_PRESSURED && waiting.pause())
        {
            status = request(buffer, offset, length, Math.max(1, deadlineNs - System.nanoTime()), reply);
        }
        if (status != SendStatus.ACCEPTED)
        {
            throw refusal(status, length, timeout);
        }
        return reply.await(deadlineNs + GRACE_NS);
    }

    @Override
    public int pending()
    {
        return table.pending();
    }

    @Override
    public void beforeCommit(RealClaim claim)
    {
        final Route to = claim.target();
        sendingTo = to.isRemote() ? to : null;
        if (sendingTo != null)
        {
            table.beginSending(claim.correlationId());
        }
        table.insert(claim.correlationId(), claim.deadlineNs(), to.node, to.firstRef, claim.replyHandler());
    }

    @Override
    public void committed(int copies, int dropped, int left)
    {
        table.endSending();
        if (sendingTo != null)
        {
            failIfGone(sendingTo);
        }
        count(BusCounter.REQUESTS, 1);
        super.committed(copies, dropped, left);
    }

    /** Who told of the peer's death may have passed over the request. */
    private void failIfGone(Route to)
    {
        if (to.remoteLoop.peer().isGone())
        {
            table.loop().command(() -> table.failNode(to.node));
        }
    }

    /** It is in the table, so its handler is told. */
    @Override
    public boolean isToldWhenUnsent(RealClaim claim)
    {
        count(BusCounter.REQUESTS, 1);
        table.failUnsent(claim.correlationId());
        return true;
    }

    @Override
    public void aborted(RealClaim claim)
    {
        table.giveBack(claim.correlationId());
    }

    @Override
    public void close()
    {
        if (!isClosed())
        {
            super.close();
            bus.endings().closeTable(table);
        }
    }

    private boolean prepare(long timeoutNs, ReplyHandler handler)
    {
        if (handler == null)
        {
            throw new NullPointerException("handler");
        }
        if (!table.hasRoom())
        {
            return false;
        }
        fields.correlationId = table.reserve();
        nextTimeoutNs = timeoutNs;
        nextHandler = handler;
        return true;
    }

    @Override
    void opened(RealClaim claim)
    {
        claim.isRequest(fields.correlationId, fields.deadlineNs, nextHandler);
    }

    private SendStatus keepIfAccepted(SendStatus status)
    {
        if (status != SendStatus.ACCEPTED)
        {
            table.giveBack(fields.correlationId);
        }
        return status;
    }

    private SendStatus noRoomForOneMore()
    {
        if (table.isClosed())
        {
            return SendStatus.CLOSED;
        }
        counters.increment(BusCounter.BACK_PRESSURED);
        return SendStatus.BACK_PRESSURED;
    }

    private static void requirePositive(long timeoutNs)
    {
        if (timeoutNs <= 0)
        {
            throw new IllegalArgumentException("timeoutNs=" + timeoutNs + " must be more than 0");
        }
    }

    /** A future that is its own reply handler: one object a request, besides the copy of the reply. */
    private static final class FutureReply extends CompletableFuture<DirectBuffer> implements ReplyHandler
    {
        private final Address address;

        private FutureReply(Address address)
        {
            this.address = address;
        }

        @Override
        public void onReply(long correlationId, DirectBuffer buffer, int offset, int length)
        {
            final byte[] copy = new byte[length];
            buffer.getBytes(offset, copy);
            complete(new UnsafeBuffer(copy));
        }

        @Override
        public void onFailure(long correlationId, RequestFailure failure)
        {
            completeExceptionally(new RequestException(failure, "to " + address + ": " + failure));
        }

        private DirectBuffer await(long untilNs)
        {
            boolean interrupted = false;
            try
            {
                while (true)
                {
                    try
                    {
                        return get(untilNs - System.nanoTime(), TimeUnit.NANOSECONDS);
                    }
                    catch (final InterruptedException ignore)
                    {
                        interrupted = true;
                    }
                }
            }
            catch (final ExecutionException failed)
            {
                throw (RequestException)failed.getCause();
            }
            catch (final TimeoutException unpolled)
            {
                throw new RequestException(RequestFailure.TIMED_OUT, "to " + address +
                    ": TIMED_OUT, and the loop of its replies is held up, or polled by nobody");
            }
            finally
            {
                if (interrupted)
                {
                    Thread.currentThread().interrupt();
                }
            }
        }
    }
}
