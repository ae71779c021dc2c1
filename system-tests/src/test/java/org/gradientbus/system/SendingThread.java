package org.gradientbus.system;

import org.gradientbus.Bus;
import org.gradientbus.BusException;
import org.gradientbus.Claim;
import org.gradientbus.Port;
import org.gradientbus.ReplyHandler;
import org.gradientbus.RequestFailure;
import org.gradientbus.Requester;
import org.gradientbus.SendStatus;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Sends numbered messages to each receiver by turns, and enters each in its ledger before and after.
 */
final class SendingThread extends Thread
{
    private static final int BURST = 4;
    private static final long PAUSE_NS = TimeUnit.MICROSECONDS.toNanos(300);
    private static final long REQUEST_TIMEOUT_NS = TimeUnit.SECONDS.toNanos(120);

    /** How a thread sends. */
    enum Way
    {
        /** Encoded in place. */
        CLAIM,

        /** Copied. */
        OFFER,

        /** To all receivers at once. */
        PUBLISH,

        /** With an answer. */
        REQUEST
    }

    private final Bus bus;
    private final Way way;
    private final int stream;
    private final Ledger ledger;
    private final List<Integer> receivers;
    private final Map<Integer, Target> targets = new HashMap<>();
    private final Claim claim;
    private final UnsafeBuffer message;
    private long claimsLeft = Long.MAX_VALUE;
    private volatile boolean isEnding;

    SendingThread(Bus bus, Way way, int stream, Ledger ledger, List<Integer> receivers)
    {
        super("sends " + way);
        setDaemon(true);
        this.bus = bus;
        this.way = way;
        this.stream = stream;
        this.ledger = ledger;
        this.receivers = receivers;
        claim = bus.claim();
        message = new UnsafeBuffer(new byte[Payload.MAX_LENGTH]);
    }

    /** Claims once more after so many messages, and never commits; 0 for a thread that does no such thing. */
    void stayInClaimAt(long messages)
    {
        claimsLeft = messages == 0 ? Long.MAX_VALUE : messages;
    }

    void end()
    {
        isEnding = true;
        try
        {
            join();
        }
        catch (InterruptedException interrupted)
        {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void run()
    {
        try
        {
            while (!isEnding)
            {
                if (way == Way.PUBLISH)
                {
                    burst(0);
                }
                else
                {
                    receivers.forEach(this::burst);
                    targets.entrySet().removeIf((each) -> isOver(each.getKey(), each.getValue()));
                }
                LockSupport.parkNanos(PAUSE_NS);
            }
        }
        catch (RuntimeException failure)
        {
            Programs.say("failed " + way + " " + failure);
        }
    }

    /** Ports to the dead are closed, once they know how each request ended: thousands would fill a small heap. */
    private boolean isOver(int receiver, Target target)
    {
        return !receivers.contains(receiver) && target.closeWhenAllHasEnded();
    }

    private void burst(int receiver)
    {
        Target target = targets.computeIfAbsent(receiver, Target::new);
        for (int i = 0; i < BURST && target.send().isAccepted(); i++)
        {
            claimsLeft--;
        }
    }

    /** One receiver, or all of them, and the numbers of what was sent there. */
    private final class Target implements ReplyHandler
    {
        private final int row;
        private final Port port;
        private final Requester requester;
        private long sequence;

        Target(int receiver)
        {
            row = receiver;
            String address = ReceiverProgram.ADDRESSES + receiver;
            port = way == Way.PUBLISH ? bus.publisher(ReceiverProgram.EVERYBODY) : bus.sender(address);
            requester = way == Way.REQUEST ? bus.requester(address) : null;
        }

        SendStatus send()
        {
            int length = Payload.length(stream, sequence);
            ledger.set(row, Ledger.OFFERING, sequence + 1);
            SendStatus status = switch (way)
            {
                case CLAIM -> claim(length);
                case OFFER, PUBLISH -> port.offer(written(length), 0, length);
                case REQUEST -> requester.request(written(length), 0, length, REQUEST_TIMEOUT_NS, this);
            };
            sequence += status.isAccepted() ? 1 : 0;
            ledger.set(row, Ledger.OFFERING, sequence);
            ledger.set(row, Ledger.ACCEPTED, sequence);
            return status;
        }

        boolean closeWhenAllHasEnded()
        {
            boolean hasEnded = requester == null || requester.pending() == 0;
            if (hasEnded)
            {
                port.close();
            }
            if (hasEnded && requester != null)
            {
                requester.close();
            }
            return hasEnded;
        }

        private DirectBuffer written(int length)
        {
            Payload.write(message, 0, stream, sequence);
            return message;
        }

        private SendStatus claim(int length)
        {
            SendStatus status = port.tryClaim(length, claim);
            if (status.isAccepted())
            {
                boolean isLast = claimsLeft <= 0;
                if (!isLast || sequence % 2 == 0)
                {
                    Payload.write(claim.buffer(), claim.offset(), stream, sequence);
                }
                if (isLast)
                {
                    stayForEver();
                }
                return commit();
            }
            return status;
        }

        private SendStatus commit()
        {
            try
            {
                claim.commit();
                return SendStatus.ACCEPTED;
            }
            catch (BusException receiverIsGone)
            {
                // Killed while the claim was open: this message was never sent.
                return SendStatus.NO_ROUTE;
            }
        }

        private void stayForEver()
        {
            ledger.set(row, Ledger.CLAIMED, sequence + 1);
            Programs.say("claimed");
            while (true)
            {
                LockSupport.park();
            }
        }

        @Override
        public void onReply(long correlationId, DirectBuffer buffer, int offset, int length)
        {
            if (!Payload.isWhole(buffer, offset, length))
            {
                ledger.increment(row, Ledger.CORRUPT);
            }
            ledger.increment(row, Ledger.RECEIVED);
        }

        @Override
        public void onFailure(long correlationId, RequestFailure failure)
        {
            if (failure == RequestFailure.NOT_SENT)
            {
                ledger.increment(row, Ledger.NOT_SENT);
            }
            else if (failure != RequestFailure.PEER_LOST)
            {
                Programs.say("failed request: " + failure);
            }
            ledger.increment(row, Ledger.RECEIVED);
        }
    }
}
