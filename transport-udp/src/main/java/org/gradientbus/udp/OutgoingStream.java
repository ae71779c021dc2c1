package org.gradientbus.udp;

import io.aeron.AeronCounters;
import io.aeron.ConcurrentPublication;
import io.aeron.Publication;
import org.agrona.concurrent.status.CountersReader;
import org.gradientbus.Importance;
import org.gradientbus.SendStatus;
import org.gradientbus.spi.FrameClaim;
import org.gradientbus.spi.FrameHandler;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The sending end to one loop of one peer. For all threads.
 *
 * <p>A frame that fits a datagram is claimed in Aeron's term buffer, where it is sent from. A longer one is encoded in
 * memory of its own, keeps its room reserved, and is cut into the term buffer at its commit: its place in the order is
 * that of its commit.
 *
 * <p>What the receiver has taken is known from Aeron's flow control: it allows the sender to go as far as what was
 * taken plus a window that never changes.
 *
 * <p>One of best effort tells in front of each frame what it has sent and given up before: {@link SentNumbers}.
 *
 * <p>Memory of a term that is unmapped while somebody writes to it would end the process. So every thread is counted in
 * before it looks whether the stream is open, and the publication is closed only when nobody is in and no claim open.
 */
final class OutgoingStream
{
    /** A term that is full is left behind by one thread, while others try again. */
    private static final int TRIES = 100;

    private final ConcurrentPublication publication;
    private final StreamSizes sizes;
    private final Ether ether;
    private final Helm helm;
    private final Keeper keeper;
    private final TermClaim.Pool claims;
    private final CountersReader counters;
    private final int limitCounter;

    /** Null when it is reliable. */
    private final SentNumbers numbers;
    private final int prefixLength;
    private final AtomicInteger inside = new AtomicInteger();
    private final AtomicLong reserved = new AtomicLong();
    private volatile long windowBytes = -1;

    /** By any thread, and no more than a hint: one that reads a former value counts too much as waiting. */
    private long takenSoFar;
    private volatile boolean isSealed;
    private volatile boolean isClosed;

    private boolean isFinalTold;
    private final SentLog log;
    private long takenAtEnd;
    private long endPosition;
    private boolean isLogClosed;
    private int links;

    OutgoingStream(ConcurrentPublication publication, SentNumbers numbers, StreamSizes sizes, Helm helm,
        Keeper keeper, TermClaim.Pool claims)
    {
        this.numbers = numbers;
        prefixLength = numbers == null ? 0 : SentNumbers.LENGTH;
        this.publication = publication;
        this.sizes = sizes;
        this.helm = helm;
        ether = helm.ether();
        this.keeper = keeper;
        this.claims = claims;
        counters = ether.counters();
        limitCounter = counters.findByTypeIdAndRegistrationId(
            AeronCounters.DRIVER_SENDER_LIMIT_TYPE_ID, publication.originalRegistrationId());
        log = SentLog.of(ether.directory(), publication.originalRegistrationId(), prefixLength);
    }

    int sessionId()
    {
        return publication.sessionId();
    }

    int streamId()
    {
        return publication.streamId();
    }

    /** Does the driver that has it still know of it? It gives the stream's counters back when it does not. */
    boolean isHeldByDriver()
    {
        return helm.isDriving(ether) && counters.getCounterState(limitCounter) == CountersReader.RECORD_ALLOCATED &&
            counters.getCounterRegistrationId(limitCounter) == publication.originalRegistrationId();
    }

    /** Has the receiver said how much it admits, and the driver heard? Nothing was sent before: that is its window. */
    boolean isConnected()
    {
        inside.incrementAndGet();
        if (!isClosed && windowBytes < 0 && publication.isConnected() && publication.positionLimit() > 0)
        {
            long limit = counters.getCounterValue(limitCounter);
            windowBytes = limit > 0 ? limit : -1;
        }
        inside.decrementAndGet();
        return windowBytes > 0;
    }

    SendStatus tryClaim(int tag, int length, Importance importance, FrameClaim claim)
    {
        inside.incrementAndGet();
        SendStatus status = isClosed ? SendStatus.CLOSED : isSealed ? SendStatus.BACK_PRESSURED :
            claimInside(tag, length, importance, claim);
        if (status != SendStatus.ACCEPTED)
        {
            inside.decrementAndGet();
            listen(status);
        }
        return status;
    }

    /** There may be room long since: who tries again would have to wait for somebody to read that. */
    private void listen(SendStatus refusal)
    {
        if (refusal == SendStatus.BACK_PRESSURED && !keeper.isAttended())
        {
            helm.tryDrive();
        }
    }

    private SendStatus claimInside(int tag, int length, Importance importance, FrameClaim claim)
    {
        int wholeLength = prefixLength + length;
        int required = sizes.requiredBytes(wholeLength);
        if (!isRoomFor(required, importance))
        {
            return SendStatus.BACK_PRESSURED;
        }
        TermClaim memory = claims.take();
        memory.tag(tag);
        memory.standsFor(claim.messages());
        if (wholeLength > sizes.maxPayload())
        {
            reserved.addAndGet(required);
            memory.wrapOwn(length, required);
        }
        else
        {
            long position = numbers == null ?
                claimInTerm(wholeLength, memory) : claimNumbered(wholeLength, memory);
            if (position < 0)
            {
                claims.giveBack(memory);
                return isForGood(position) ? SendStatus.CLOSED : SendStatus.BACK_PRESSURED;
            }
            memory.wrapTerm(prefixLength, length, position);
        }
        claim.wrap(memory, 0, length);
        return SendStatus.ACCEPTED;
    }

    private long claimInTerm(int length, TermClaim memory)
    {
        long position = publication.tryClaim(length, memory.inTerm);
        for (int tries = TRIES; position == Publication.ADMIN_ACTION && tries > 0; tries--)
        {
            position = publication.tryClaim(length, memory.inTerm);
        }
        return position;
    }

    private long claimNumbered(int length, TermClaim memory)
    {
        if (!numbers.tryEnter())
        {
            return Publication.ADMIN_ACTION;
        }
        long position = claimInTerm(length, memory);
        if (position >= 0)
        {
            numbers.number(memory.inTerm.buffer(), memory.inTerm.offset(), memory.messages());
        }
        numbers.leave();
        return position;
    }

    boolean hasRoom(int length, Importance importance)
    {
        inside.incrementAndGet();
        boolean hasRoom = !isClosed && !isSealed && isRoomFor(sizes.requiredBytes(prefixLength + length), importance);
        inside.decrementAndGet();
        return hasRoom;
    }

    private boolean isRoomFor(int required, Importance importance)
    {
        long begun = publication.position() + reserved.get();
        return begun + required - taken() <= sizes.fillLimitBytes(importance) &&
            begun < publication.positionLimit();
    }

    /** How far the receiver has taken frames, as far as it has said. A driver that ends sets its counters to 0. */
    private long taken()
    {
        long now = counters.getCounterValue(limitCounter) - windowBytes;
        if (now <= takenSoFar)
        {
            return takenSoFar;
        }
        takenSoFar = now;
        return now;
    }

    boolean commit(FrameClaim claim)
    {
        TermClaim memory = (TermClaim)claim.buffer();
        boolean isSent = !isClosed;
        long end = memory.endPosition();
        if (memory.isFragmented())
        {
            end = isSent ? offer(memory) : -1;
            isSent = end >= 0;
            reserved.addAndGet(-memory.reservedBytes());
        }
        else if (isSent)
        {
            memory.inTerm.reservedValue(memory.tagValue()).commit();
        }
        else
        {
            memory.inTerm.abort();
        }
        leave(memory);
        // After the fence of leaving. So either this sees that the stream is closed, or whoever closed it and counts
        // sees what was committed.
        return isSent && (!isClosed || isCounted(end));
    }

    /** The stream was closed in the midst of a commit: is the frame among those that nobody took, or will it be? */
    private synchronized boolean isCounted(long end)
    {
        if (log == null || isLogClosed)
        {
            return false;
        }
        if (log.isRead())
        {
            return log.hasRead(end);
        }
        endPosition = Math.max(endPosition, end);
        return true;
    }

    void abort(FrameClaim claim)
    {
        TermClaim memory = (TermClaim)claim.buffer();
        if (memory.isFragmented())
        {
            reserved.addAndGet(-memory.reservedBytes());
        }
        else if (numbers != null && !isClosed)
        {
            memory.inTerm.reservedValue(FrameTags.whole(FrameTags.GIVEN_UP)).commit();
        }
        else
        {
            memory.inTerm.abort();
        }
        leave(memory);
    }

    /** From here on the stream's memory may go. With a fence. */
    private void leave(TermClaim memory)
    {
        claims.giveBack(memory);
        inside.decrementAndGet();
        if (!keeper.isAttended())
        {
            helm.kick();
        }
    }

    /** Returns where it ends, or less than 0. Its room was reserved, so it is refused only when the peer is silent. */
    private long offer(TermClaim memory)
    {
        long position = offerOnce(memory);
        for (int tries = TRIES; position < 0 && !isForGood(position) && tries > 0 && !isClosed; tries--)
        {
            helm.kick();
            position = offerOnce(memory);
        }
        return position;
    }

    private long offerOnce(TermClaim memory)
    {
        if (numbers == null)
        {
            return publication.offer(memory, 0, memory.capacity(), memory);
        }
        numbers.enter();
        long position = publication.offer(numbers.ofLongFrame(memory.messages()), 0, prefixLength,
            memory, 0, memory.capacity(), memory);
        if (position >= 0)
        {
            numbers.count(memory.messages());
        }
        numbers.leave();
        return position;
    }

    private static boolean isForGood(long position)
    {
        return position == Publication.CLOSED || position == Publication.MAX_POSITION_EXCEEDED;
    }

    long backlogBytes()
    {
        inside.incrementAndGet();
        long backlog = isClosed ? 0 : waitingBytes();
        inside.decrementAndGet();
        return backlog;
    }

    /**
     * Has the receiver taken all that was claimed? Whoever seals a link stores that and then reads here how far claims
     * have come; who claims moves that on and then reads the seal. So a claim that is not counted here is one that is
     * withdrawn.
     */
    boolean isDrained()
    {
        inside.incrementAndGet();
        boolean isDrained = !isClosed && waitingBytes() == 0;
        inside.decrementAndGet();
        return isDrained;
    }

    /** The reservations first: at its commit a long frame goes from there to the term, and is to be seen in one. */
    private long waitingBytes()
    {
        long notYetInTerm = reserved.get();
        return Math.max(0, notYetInTerm + publication.position() - taken());
    }

    /** What a claim is answered that is not even tried. */
    SendStatus refuse()
    {
        SendStatus status = isClosed ? SendStatus.CLOSED : SendStatus.BACK_PRESSURED;
        listen(status);
        return status;
    }

    boolean isClosed()
    {
        return isClosed;
    }

    /** The loop takes no more, but what was accepted. */
    void seal()
    {
        isSealed = true;
    }

    /** With the helm's lock: how far a sealed stream goes, told once; -1 when it was told, or cannot be known yet. */
    long takeFinalPosition()
    {
        if (!isSealed || isFinalTold || inside.get() != 0)
        {
            return -1;
        }
        isFinalTold = true;
        return publication.position();
    }

    /** What stands in front of its frames; null when it is reliable. */
    SentNumbers numbers()
    {
        return numbers;
    }

    /** With the helm's lock: how far it goes by now, and with how many messages; -1 when somebody is placing one. */
    long markSent()
    {
        if (isClosed || !numbers.tryEnter())
        {
            return -1;
        }
        numbers.told(numbers.sent());
        long position = publication.position();
        numbers.leave();
        return position;
    }

    /** What is claimed from now on is handed over after all that a reliable stream to the same loop has accepted. */
    void follow(OutgoingStream reliable)
    {
        reliable.inside.incrementAndGet();
        if (!reliable.isClosed)
        {
            numbers.follow(reliable.publication.position());
        }
        reliable.inside.decrementAndGet();
    }

    /** Is it sealed, and the receiver not told yet how far it goes? */
    boolean owesEnd()
    {
        return isSealed && !isFinalTold;
    }

    /** The receiver asks anew. */
    void forgetFinalTold()
    {
        isFinalTold = false;
    }

    /** The peer is gone, and what it has taken is what it had said by then. */
    void end()
    {
        end(taken());
    }

    /** The loop or the peer is gone, and told how much it has taken at last. */
    synchronized void end(long takenAtLast)
    {
        if (!isClosed)
        {
            takenAtEnd = takenAtLast;
            isClosed = true;
            // Afterwards: whoever committed and found it open is before this position.
            endPosition = log == null ? 0 : log.position();
            if (links == 0)
            {
                closeLog();
            }
        }
    }

    /** Hands over what was accepted and not taken; -1 when that cannot be known. */
    synchronized int unacknowledged(FrameHandler handler)
    {
        if (!isClosed || log == null || isLogClosed)
        {
            return -1;
        }
        return log.read(takenAtEnd, endPosition, handler);
    }

    /** One more link: as long as there is one, somebody may ask what was not taken. */
    synchronized void onLink()
    {
        links++;
    }

    synchronized void onLinkClosed()
    {
        links--;
        if (links == 0 && isClosed)
        {
            closeLog();
        }
    }

    /** Nobody will ask what was not taken. */
    synchronized void closeLog()
    {
        if (log != null && !isLogClosed)
        {
            isLogClosed = true;
            log.close();
        }
    }

    /** Bytes that were accepted, and that somebody who is there has not said to have taken. With the helm's lock. */
    long untaken()
    {
        return publication.isConnected() ? backlogBytes() : 0;
    }

    /** Does its memory belong to this one? */
    boolean isOf(Ether other)
    {
        return ether == other;
    }

    /** With the helm's lock: lets the memory go, when nobody is in. */
    boolean tryRelease()
    {
        if (isClosed && inside.get() == 0)
        {
            publication.close();
            return true;
        }
        return false;
    }
}
