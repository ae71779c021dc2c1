package org.gradientbus.engine;

import org.agrona.ExpandableArrayBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.sbe.MessageEncoderFlyweight;
import org.gradientbus.BusException;
import org.gradientbus.Claim;
import org.gradientbus.ReplyHandler;
import org.gradientbus.SendStatus;
import org.gradientbus.spi.FrameClaim;
import org.gradientbus.spi.Link;

import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * A loan of room in one or several links. What is encoded goes into the first room, and is copied to the others at
 * commit.
 *
 * <p>A claim may be open without any room: when every mailbox that it is for drops it. It is then encoded into memory
 * that nobody reads.
 */
final class RealClaim extends Padded implements Claim
{
    private static final int MAX_TRIM = 0xFFFF;

    private final View payload = new View();
    private FrameClaim[] rooms = {new FrameClaim()};
    private Destination[] destinations = new Destination[1];
    private Link[] links = new Link[1];
    private boolean[] areRemote = new boolean[1];
    private int roomCount;
    private int copies;
    private int dropped;
    private int remoteCopies;
    private int length;
    private boolean isOpen;
    private ClaimOwner owner;
    private ExpandableArrayBuffer nowhere;
    private long correlationId;
    private long deadlineNs;
    private ReplyHandler replyHandler;
    private int repliesTo;

    /**
     * Who gave a claim, and keeps account of it.
     */
    interface ClaimOwner
    {
        /** The claimed frames are about to be sent. */
        void beforeCommit(RealClaim claim);

        /**
         * They are sent, or dropped.
         *
         * @param copies  all of them
         * @param dropped so many of these
         * @param left    so many went to peers, and out of this bus's books
         */
        void committed(int copies, int dropped, int left);

        /** They will never be sent. */
        void aborted(RealClaim claim);

        /** All loops that they were for have closed. Returns whether the owner tells the sender by itself. */
        default boolean isToldWhenUnsent(RealClaim claim)
        {
            return false;
        }
    }

    @Override
    public MutableDirectBuffer buffer()
    {
        requireOpen();
        return payload;
    }

    @Override
    public int offset()
    {
        return 0;
    }

    @Override
    public int length()
    {
        return length;
    }

    @Override
    public <E extends MessageEncoderFlyweight> E encode(E encoder)
    {
        requireOpen();
        if (SBE_HEADER_LENGTH + encoder.sbeBlockLength() > length)
        {
            throw new IllegalArgumentException("length=" + length + " of the claim is less than header and block of " +
                encoder.getClass().getSimpleName() + ": " + (SBE_HEADER_LENGTH + encoder.sbeBlockLength()));
        }
        payload.putShort(0, (short)encoder.sbeBlockLength(), ByteOrder.LITTLE_ENDIAN);
        payload.putShort(2, (short)encoder.sbeTemplateId(), ByteOrder.LITTLE_ENDIAN);
        payload.putShort(4, (short)encoder.sbeSchemaId(), ByteOrder.LITTLE_ENDIAN);
        payload.putShort(6, (short)encoder.sbeSchemaVersion(), ByteOrder.LITTLE_ENDIAN);
        encoder.wrap(payload, SBE_HEADER_LENGTH);
        return encoder;
    }

    @Override
    public boolean isOpen()
    {
        return isOpen;
    }

    @Override
    public void commit()
    {
        requireOpen();
        requireSent(commitFirst(length));
    }

    /** Commits for a form that answers with a status. */
    SendStatus send()
    {
        return commitFirst(length) ? SendStatus.ACCEPTED : SendStatus.CLOSED;
    }

    @Override
    public void commit(int newLength)
    {
        requireOpen();
        if (newLength < 0 || newLength > length || length - newLength > MAX_TRIM)
        {
            throw new IllegalArgumentException("length=" + newLength + " must be " +
                Math.max(0, length - MAX_TRIM) + " to " + length + ", the claimed length");
        }
        requireSent(commitFirst(newLength));
    }

    @Override
    public void abort()
    {
        if (isOpen)
        {
            for (int i = 0; i < roomCount; i++)
            {
                links[i].abort(rooms[i]);
            }
            end();
            owner.aborted(this);
        }
    }

    void requireClosed()
    {
        if (isOpen)
        {
            throw new IllegalStateException("the claim is open: commit or abort it before it is used again");
        }
    }

    /** Begins a loan; rooms are added next. */
    void begin(ClaimOwner newOwner, int newLength)
    {
        if (owner != newOwner)
        {
            owner = newOwner;
        }
        length = newLength;
        roomCount = 0;
        copies = 0;
        dropped = 0;
        remoteCopies = 0;
    }

    /** Where the next room is put by a link. */
    FrameClaim nextRoom()
    {
        if (roomCount == rooms.length)
        {
            rooms = Arrays.copyOf(rooms, 2 * roomCount);
            destinations = Arrays.copyOf(destinations, 2 * roomCount);
            links = Arrays.copyOf(links, 2 * roomCount);
            areRemote = Arrays.copyOf(areRemote, 2 * roomCount);
            for (int i = roomCount; i < rooms.length; i++)
            {
                rooms[i] = new FrameClaim();
            }
        }
        return rooms[roomCount];
    }

    /** The link has granted the room. */
    void addRoom(Route route)
    {
        addRoom(route, route.receivers);
    }

    /** The link has granted the room at a far end, which is aimed anew for each answer. */
    void addRoom(RemoteEnd end)
    {
        destinations[roomCount] = null;
        addRoom(end, 1);
    }

    /** The link has granted the room, for so many receivers. */
    void addRoom(Destination destination, int receivers)
    {
        if (destinations[roomCount] != destination)
        {
            destinations[roomCount] = destination;
            links[roomCount] = destination.link();
            areRemote[roomCount] = destination.isRemote();
        }
        remoteCopies += areRemote[roomCount] ? receivers : 0;
        roomCount++;
        copies += receivers;
    }

    /** The route's mailboxes have no room and drop the message. */
    void addDropped(Route route)
    {
        copies += route.receivers;
        dropped += route.receivers;
    }

    /** Undoes a loan that cannot be had whole. */
    void rollBack()
    {
        for (int i = 0; i < roomCount; i++)
        {
            links[i].abort(rooms[i]);
        }
        roomCount = 0;
    }

    /** All rooms are had: a header goes into each. */
    void open(FrameFields fields)
    {
        isOpen = true;
        if (roomCount > 0)
        {
            for (int i = 0; i < roomCount; i++)
            {
                fields.write(rooms[i], length, destinations[i].ref());
            }
            if (remoteCopies > 0 && fields.hasTimeLimit)
            {
                for (int i = 0; i < roomCount; i++)
                {
                    destinations[i].adaptHeader(rooms[i], length, fields);
                }
            }
            payload.wrap(rooms[0].buffer(), payloadOffset(rooms[0]), length);
        }
        else
        {
            if (nowhere == null)
            {
                nowhere = new ExpandableArrayBuffer(Math.max(length, 1));
            }
            nowhere.checkLimit(length);
            payload.wrap(nowhere, 0, length);
        }
    }

    /** The claim is for a request: what is to be noted of it at commit. */
    void isRequest(long newCorrelationId, long newDeadlineNs, ReplyHandler newReplyHandler)
    {
        correlationId = newCorrelationId;
        deadlineNs = newDeadlineNs;
        if (replyHandler != newReplyHandler)
        {
            replyHandler = newReplyHandler;
        }
    }

    /** The claim is for a reply: to which request, and by whom. */
    void isReplyTo(int requester, long newCorrelationId)
    {
        repliesTo = requester;
        correlationId = newCorrelationId;
    }

    boolean isReply(int requester, long toCorrelationId)
    {
        return repliesTo == requester && correlationId == toCorrelationId;
    }

    long correlationId()
    {
        return correlationId;
    }

    long deadlineNs()
    {
        return deadlineNs;
    }

    ReplyHandler replyHandler()
    {
        return replyHandler;
    }

    /** The way that a claim for one mailbox takes. */
    Route target()
    {
        return (Route)destinations[0];
    }

    /** Returns false when nobody can get it any more. */
    private boolean commitFirst(int newLength)
    {
        int unsent = 0;
        if (roomCount > 0)
        {
            for (int i = 1; i < roomCount; i++)
            {
                rooms[i].buffer().putBytes(payloadOffset(rooms[i]), payload, 0, newLength);
            }
            if (newLength != length)
            {
                trim(newLength);
            }
            owner.beforeCommit(this);
            for (int i = 0; i < roomCount; i++)
            {
                if (!links[i].commit(rooms[i]))
                {
                    final int receivers = destinations[i] instanceof Route route ? route.receivers : 1;
                    unsent += receivers;
                    remoteCopies -= areRemote[i] ? receivers : 0;
                }
            }
        }
        end();
        if (unsent > 0 && unsent == copies)
        {
            return owner.isToldWhenUnsent(this);
        }
        owner.committed(copies - unsent, dropped, remoteCopies);
        return true;
    }

    private static void requireSent(boolean isSent)
    {
        if (!isSent)
        {
            throw new BusException("the claim was still open when its receiver's loop closed: the message is not sent");
        }
    }

    private void trim(int newLength)
    {
        for (int i = 0; i < roomCount; i++)
        {
            final FrameClaim room = rooms[i];
            if (room.length() - length == Frame.HEADER_LENGTH)
            {
                FrameFields.writeTrim(room.buffer(), room.offset(), length - newLength);
            }
            else
            {
                links[i].trim(room, room.length() - length + newLength);
            }
        }
    }

    private int payloadOffset(FrameClaim room)
    {
        return room.offset() + room.length() - length;
    }

    private void end()
    {
        isOpen = false;
        payload.close();
    }

    private void requireOpen()
    {
        if (!isOpen)
        {
            throw new IllegalStateException("nothing is on loan: claim first; each claim is committed or aborted once");
        }
    }
}
