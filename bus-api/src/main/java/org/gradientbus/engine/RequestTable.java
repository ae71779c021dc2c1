package org.gradientbus.engine;

import org.agrona.BitUtil;
import org.agrona.DirectBuffer;
import org.gradientbus.Address;
import org.gradientbus.BusCounter;
import org.gradientbus.PortAddress;
import org.gradientbus.ReplyHandler;
import org.gradientbus.RequestFailure;
import org.gradientbus.ReturnCode;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The requests of one requester that wait for their outcome. The requester's thread inserts, the loop's thread ends.
 *
 * <p>A slot is free while its id is 0, and reserved while it is -1: a claim is open for it. The id of a request picks
 * its slot, so finding the request of a reply is one look:
 *
 * <pre>
 *   slot = id &amp; mask
 *   ids        | 0    | 1025 | -1   | 3    |   stored last when inserted, taken first when ended
 *   deadlines  |      | ns   |      | ns   |
 *   targets    |      | ref  |      | ref  |   mailbox that has the request now, and its node in targetNodes
 *   handlers   |      | h    |      | h    |
 * </pre>
 */
final class RequestTable extends Padded implements Destination
{
    private static final VarHandle ID = MethodHandles.arrayElementVarHandle(long[].class);
    private static final long FREE = 0;
    private static final long RESERVED = -1;

    /** In place of the node of a request that was inserted, but never left: whoever dies, it was not lost with him. */
    private static final long NOWHERE = 0;

    private final RealBus bus;
    private final RealLoop loop;
    private final PortAddress port;
    private final MovedNotice moved = new MovedNotice();
    private final int mask;
    private final long[] ids;
    private final long[] deadlinesNs;
    private final int[] targets;
    private final long[] targetNodes;
    private final ReplyHandler[] handlers;

    private final RequestWords words = new RequestWords();
    private volatile boolean isClosed;

    RequestTable(RealBus bus, RealLoop loop, int ref, int maxPending)
    {
        this.bus = bus;
        this.loop = loop;
        port = new PortAddress(bus.nodeId(), ref);
        final int capacity = BitUtil.findNextPositivePowerOfTwo(maxPending);
        mask = capacity - 1;
        ids = new long[capacity];
        deadlinesNs = new long[capacity];
        targets = new int[capacity];
        targetNodes = new long[capacity];
        handlers = new ReplyHandler[capacity];
    }

    @Override
    public int ref()
    {
        return port.ref();
    }

    @Override
    public Address address()
    {
        return port;
    }

    @Override
    public RealLoop loop()
    {
        return loop;
    }

    int pending()
    {
        return words.pending();
    }

    /** By the requester's thread: is there a slot for one more, besides those reserved? */
    boolean hasRoom()
    {
        return pending() + words.reserved <= mask && !isClosed;
    }

    /** No request will be taken any more. */
    boolean isClosed()
    {
        return isClosed;
    }

    /** From now on what is inserted fails; what was inserted before is for the caller to fail. */
    void close()
    {
        isClosed = true;
    }

    /** By the requester's thread: an id whose slot was free and is kept for it, when there is {@link #hasRoom}. */
    long reserve()
    {
        long id = words.lastId + 1;
        while ((long)ID.getAcquire(ids, slot(id)) != FREE)
        {
            id++;
        }
        ID.setOpaque(ids, slot(id), RESERVED);
        words.lastId = id;
        words.reserved++;
        return id;
    }

    /** By the requester's thread: the request was not sent after all. */
    void giveBack(long id)
    {
        ID.setOpaque(ids, slot(id), FREE);
        words.reserved--;
    }

    /**
     * By the requester's thread, before it inserts a request to a peer: if the peer dies before the commit, the request
     * has not been lost with it, and the commit tells what became of it.
     */
    void beginSending(long id)
    {
        words.sending(id);
    }

    /** By the requester's thread, before the frame is committed: who handles the reply will find it. */
    void insert(long id, long deadlineNs, long targetNode, int target, ReplyHandler handler)
    {
        words.reserved--;
        final int slot = slot(id);
        deadlinesNs[slot] = deadlineNs;
        targets[slot] = target;
        targetNodes[slot] = targetNode;
        handlers[slot] = handler;
        words.lastDeadlineNs = deadlineNs;
        words.countInserted();
        ID.setRelease(ids, slot, id);
    }

    /**
     * By the requester's thread, after the frame is committed or was not sent: from now on {@link #failNode} fails what
     * was inserted last. Whoever closes the table, ends the loop or puts it to sleep says so before he looks at what
     * waits, and here it is the other way round: one of the two sees the other. The fence that this takes comes behind
     * the commit, where no message waits for it.
     */
    void endSending()
    {
        words.sending(FREE);
        VarHandle.fullFence();
        loop.requestInserted(words.lastDeadlineNs);
        if (loop.isTerminated())
        {
            failAll(RequestFailure.CLOSED);
        }
        else if (isClosed)
        {
            loop.command(() -> failAll(RequestFailure.CLOSED));
        }
    }

    @Override
    public void onFrame(Frame frame, DirectBuffer payload, Delivery delivery)
    {
        final int kind = frame.kind();
        final long id = frame.correlationId();
        if (kind == Frame.KIND_REPLY)
        {
            onReply(id, payload);
        }
        else if (kind == Frame.KIND_RETURNED)
        {
            onReturned(id, frame.returnCode());
        }
        else if (kind == Frame.KIND_CONTROL && moved.wrap(payload))
        {
            onMoved(id, moved.node(), moved.ref());
        }
        else
        {
            delivery.giveBack(frame, payload, ReturnCode.NO_MAILBOX);
        }
    }

    /** Fails what is overdue. Returns how many. */
    int expire(long nowNs)
    {
        int expired = 0;
        int left = pending();
        for (int slot = 0; slot <= mask && left > 0; slot++)
        {
            final long id = (long)ID.getAcquire(ids, slot);
            if (id > FREE)
            {
                left--;
                if (deadlinesNs[slot] - nowNs <= 0)
                {
                    fail(id, RequestFailure.TIMED_OUT, BusCounter.REQUESTS_TIMED_OUT);
                    expired++;
                }
            }
        }
        return expired;
    }

    /** The nearest deadline of what waits, or the given one when it is nearer. */
    long nearestDeadline(long nearestNs)
    {
        long nearest = nearestNs;
        int left = pending();
        for (int slot = 0; slot <= mask && left > 0; slot++)
        {
            if ((long)ID.getAcquire(ids, slot) > FREE)
            {
                left--;
                final long deadlineNs = deadlinesNs[slot];
                nearest = deadlineNs - nearest < 0 ? deadlineNs : nearest;
            }
        }
        return nearest;
    }

    /** Fails what one mailbox has: it is gone. */
    void failTarget(PortAddress target, RequestFailure failure)
    {
        for (int slot = 0; slot <= mask; slot++)
        {
            final long id = (long)ID.getAcquire(ids, slot);
            if (id > FREE && targets[slot] == target.ref() && targetNodes[slot] == target.node())
            {
                fail(id, failure, BusCounter.REQUESTS_FAILED);
            }
        }
    }

    /** Fails what the mailboxes of a node have: it is gone. But not what is being sent there. */
    void failNode(long node)
    {
        for (int slot = 0; slot <= mask; slot++)
        {
            final long id = (long)ID.getAcquire(ids, slot);
            // In this order: once it is not being sent, its node is final.
            if (id > FREE && id != words.sending() && targetNodes[slot] == node)
            {
                fail(id, RequestFailure.PEER_LOST, BusCounter.REQUESTS_FAILED);
            }
        }
    }

    void failAll(RequestFailure failure)
    {
        for (int slot = 0; slot <= mask; slot++)
        {
            final long id = (long)ID.getAcquire(ids, slot);
            if (id > FREE)
            {
                fail(id, failure, BusCounter.REQUESTS_FAILED);
            }
        }
    }

    private void onReply(long id, DirectBuffer payload)
    {
        final ReplyHandler handler = end(id);
        if (handler == null)
        {
            loop.counters().increment(BusCounter.LATE_REPLIES);
            return;
        }
        loop.counters().increment(BusCounter.REPLIES);
        loop.counters().increment(BusCounter.DELIVERED);
        loop.runsNoMailbox();
        try
        {
            handler.onReply(id, payload, 0, payload.capacity());
        }
        catch (final Throwable error)
        {
            loop.delivery().handlerThrew(port, error);
        }
    }

    private void onReturned(long id, ReturnCode code)
    {
        final RequestFailure failure = switch (code)
        {
            case HANDLER_FAILED -> RequestFailure.HANDLER_FAILED;
            case TOO_MANY_HOPS -> RequestFailure.TOO_MANY_HOPS;
            case PEER_LOST -> RequestFailure.PEER_LOST;
            case EXPIRED -> RequestFailure.TIMED_OUT;
            case OK, NO_MAILBOX, MAILBOX_CLOSED, MAILBOX_FAILED, OVERLOADED, BUS_CLOSED -> RequestFailure.MAILBOX_GONE;
        };
        fail(id, failure, BusCounter.REQUESTS_FAILED);
    }

    private void onMoved(long id, long newNode, int newTarget)
    {
        final int slot = slot(id);
        if ((long)ID.getAcquire(ids, slot) == id)
        {
            targets[slot] = newTarget;
            targetNodes[slot] = newNode;
            if (bus.peers().isGone(newNode))
            {
                fail(id, RequestFailure.PEER_LOST, BusCounter.REQUESTS_FAILED);
            }
        }
    }

    /**
     * By the requester's thread, in place of {@link #endSending}: a request was inserted, but its mailbox's loop has
     * closed, or died.
     */
    void failUnsent(long id)
    {
        targetNodes[slot(id)] = NOWHERE;
        endSending();
        loop.command(() -> fail(id, RequestFailure.NOT_SENT, BusCounter.REQUESTS_FAILED));
    }

    private void fail(long id, RequestFailure failure, BusCounter counter)
    {
        final ReplyHandler handler = end(id);
        if (handler == null)
        {
            return;
        }
        loop.count(counter);
        if (!loop.isTerminated())
        {
            loop.runsNoMailbox();
        }
        try
        {
            handler.onFailure(id, failure);
        }
        catch (final Throwable error)
        {
            loop.delivery().handlerThrew(port, error);
        }
    }

    /**
     * Frees the slot. Returns the handler, or null when the request has ended before. The loop's thread is alone in
     * ending requests until the loop has terminated; those who come after it may be several.
     */
    private ReplyHandler end(long id)
    {
        final int slot = slot(id);
        if (id <= FREE || (long)ID.getAcquire(ids, slot) != id)
        {
            return null;
        }
        final ReplyHandler handler = handlers[slot];
        if (loop.isTerminated())
        {
            if (!ID.compareAndSet(ids, slot, id, FREE))
            {
                return null;
            }
            words.countEndedShared();
        }
        else
        {
            ID.setRelease(ids, slot, FREE);
            words.countEnded();
        }
        return handler;
    }

    private int slot(long id)
    {
        return (int)id & mask;
    }
}
