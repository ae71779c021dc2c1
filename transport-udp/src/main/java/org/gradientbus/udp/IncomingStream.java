package org.gradientbus.udp;

import io.aeron.AeronCounters;
import io.aeron.Image;
import io.aeron.logbuffer.FrameDescriptor;
import io.aeron.protocol.DataHeaderFlyweight;
import org.agrona.BitUtil;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.status.CountersReader;
import org.gradientbus.spi.FrameHandler;

import java.util.concurrent.atomic.AtomicLong;

/**
 * What one node sends to one loop. Frames of one datagram are handed over where Aeron keeps them; longer ones are put
 * together first. Polled by the loop's thread; the positions may be read by any.
 */
final class IncomingStream implements StreamPositions.Progress, AutoCloseable
{
    private static final long NOTHING_SAID = Long.MAX_VALUE;

    private final Image image;
    private final long sender;
    private final MappedLog log;
    private final long base;
    private final int maxFrameLength;
    private final CountersReader counters;
    private final int arrivedCounter;
    private final int completeCounter;
    private final AtomicLong consumed = new AtomicLong();
    private volatile long finalPosition = -1;
    private volatile boolean hasSenderLeft;
    private volatile long highest;
    private volatile long cutPosition = Long.MAX_VALUE;

    /** Null when it is reliable; and what stands in front of each frame when it is not. */
    private final ReceivedNumbers numbers;
    private final int prefixLength;

    /** Of the same sender to the same loop; and behind which frame of this one nothing is known. */
    private volatile IncomingStream reliable;
    private volatile long numberedPosition;
    private long passedFirst;

    /** What the sender said last of how much it has sent, until that is compared; guarded by this. */
    private volatile long sentPosition = NOTHING_SAID;
    private int sentMessages;

    private UnsafeBuffer whole;
    private int wholeLength = -1;

    /**
     * What comes from one node.
     *
     * @param sender       the node's id
     * @param isBestEffort whether there may be gaps, and frames have numbers
     */
    IncomingStream(Image image, long sender, boolean isBestEffort, int maxFrameLength, Ether ether)
    {
        this.image = image;
        this.sender = sender;
        numbers = isBestEffort ? new ReceivedNumbers() : null;
        prefixLength = isBestEffort ? SentNumbers.LENGTH : 0;
        this.maxFrameLength = prefixLength + maxFrameLength;
        counters = ether.counters();
        log = MappedLog.ofImage(ether.directory(), image.correlationId());
        base = image.joinPosition();
        numberedPosition = base;
        arrivedCounter = counters.findByTypeIdAndRegistrationId(
            AeronCounters.DRIVER_RECEIVER_HWM_TYPE_ID, image.correlationId());
        completeCounter = counters.findByTypeIdAndRegistrationId(
            AeronCounters.DRIVER_RECEIVER_POS_TYPE_ID, image.correlationId());
    }

    Image image()
    {
        return image;
    }

    boolean isOf(Image other)
    {
        return image == other;
    }

    int sessionId()
    {
        return image.sessionId();
    }

    boolean isBestEffort()
    {
        return numbers != null;
    }

    /** There is another stream to the same loop: of the same sender? */
    void meet(IncomingStream other)
    {
        if (sessionId() == other.sessionId() && isBestEffort() != other.isBestEffort())
        {
            IncomingStream numbered = isBestEffort() ? this : other;
            numbered.reliable = isBestEffort() ? other : this;
        }
    }

    /**
     * Hands over frames, up to the end of a term at most. Not by Aeron's own poll: that reads memory which Aeron may
     * take away while a handler is at work.
     *
     * @return how many
     */
    int poll(FrameHandler handler, int limit)
    {
        if (image.isClosed())
        {
            return 0;
        }
        long position = image.position();
        UnsafeBuffer term = log.termAt(position);
        int begin = log.offsetOf(position);
        int end = (int)Math.min(log.termBytes(), cutPosition - position + begin);
        int offset = begin;
        int numbered = begin;
        int frames = 0;
        try
        {
            while (frames < limit && offset < end)
            {
                int frame = offset;
                int length = FrameDescriptor.frameLengthVolatile(term, frame);
                if (length <= 0 || numbers != null && isHeldBack(term, frame, length))
                {
                    break;
                }
                if (offset == begin)
                {
                    handler.onSender(sender);
                }
                offset += BitUtil.align(length, FrameDescriptor.FRAME_ALIGNMENT);
                if (FrameDescriptor.isPaddingFrame(term, frame))
                {
                    // In place of what was lost, if it was.
                    wholeLength = -1;
                    continue;
                }
                numbered = isEnd(term, frame) ? offset : numbered;
                frames += take(handler, term, frame, length - DataHeaderFlyweight.HEADER_LENGTH);
            }
        }
        finally
        {
            if (numbered > begin)
            {
                numberedPosition = position + numbered - begin;
            }
            if (offset > begin)
            {
                image.position(position + offset - begin);
                consumed.lazySet(position + offset - begin - base);
            }
        }
        if (isSentUntold())
        {
            handler.onSender(sender);
            tellSent(handler);
        }
        return frames;
    }

    /** Is it a frame that comes behind something that the other stream brings, and that is not taken yet? */
    private boolean isHeldBack(UnsafeBuffer term, int frame, int length)
    {
        boolean isFirst = (FrameDescriptor.frameFlags(term, frame) & FrameDescriptor.BEGIN_FRAG_FLAG) != 0;
        if (!isFirst || length < DataHeaderFlyweight.HEADER_LENGTH + prefixLength ||
            FrameDescriptor.isPaddingFrame(term, frame))
        {
            return false;
        }
        long first = ReceivedNumbers.first(term, frame + DataHeaderFlyweight.HEADER_LENGTH);
        return first > passedFirst && !isTakenTo(first);
    }

    private boolean isTakenTo(long first)
    {
        IncomingStream other = reliable;
        boolean isTaken = other != null && other.takenPosition() >= first;
        if (isTaken)
        {
            passedFirst = first;
        }
        return isTaken;
    }

    /**
     * The sender says how many messages it has sent up to a position, the low half of that number.
     *
     * @return whether a poll has something to tell of it
     */
    synchronized boolean onSent(long position, int messages)
    {
        if (base + consumed.get() >= position && numbers.isComplete(messages))
        {
            return false;
        }
        sentMessages = messages;
        sentPosition = position;
        return isSentUntold();
    }

    /** Is it known what was sent up to where this is taken, and not compared yet? */
    boolean isSentUntold()
    {
        return sentPosition != NOTHING_SAID && !isCut() && base + consumed.get() >= sentPosition;
    }

    /** By the thread that polls, as is the next. */
    private synchronized void tellSent(FrameHandler handler)
    {
        if (isSentUntold())
        {
            numbers.onSent(sentMessages, handler);
            numberedPosition = Math.max(numberedPosition, sentPosition);
            sentPosition = NOTHING_SAID;
        }
    }

    /** Nothing comes any more: what the sender said it has sent and was not taken is missing. */
    synchronized void tellLast(FrameHandler handler)
    {
        if (sentPosition != NOTHING_SAID && !isCut())
        {
            handler.onSender(sender);
            numbers.onSent(sentMessages, handler);
            sentPosition = NOTHING_SAID;
        }
    }

    /** Would a poll find something? With the helm's lock, so that nobody lets go of the memory. */
    boolean hasNext()
    {
        if (image.isClosed())
        {
            return false;
        }
        long position = image.position();
        return position < cutPosition &&
            FrameDescriptor.frameLengthVolatile(log.termAt(position), log.offsetOf(position)) > 0;
    }

    /** Returns how many frames that made: one, or none yet. */
    private int take(FrameHandler handler, UnsafeBuffer term, int frame, int length)
    {
        int offset = frame + DataHeaderFlyweight.HEADER_LENGTH;
        byte flags = FrameDescriptor.frameFlags(term, frame);
        if ((flags & FrameDescriptor.UNFRAGMENTED) == FrameDescriptor.UNFRAGMENTED)
        {
            wholeLength = -1;
            return handOver(handler, FrameTags.at(term, frame), term, offset, length);
        }
        if (append(flags, term, offset, length))
        {
            int ready = wholeLength;
            wholeLength = -1;
            return handOver(handler, FrameTags.whole(FrameTags.tag(FrameTags.at(term, frame))), whole, 0, ready);
        }
        return 0;
    }

    /** A whole frame, with what stands in front of it. Returns how many that made. */
    private int handOver(FrameHandler handler, long tagValue, DirectBuffer buffer, int offset, int length)
    {
        int tag = FrameTags.tag(tagValue);
        if (numbers != null)
        {
            if (length < prefixLength)
            {
                return 0;
            }
            numbers.onFrame(buffer, offset, handler);
            if (tag == FrameTags.GIVEN_UP)
            {
                return 0;
            }
        }
        handOver(handler, tag, buffer, offset + prefixLength, FrameTags.length(tagValue, length - prefixLength));
        return 1;
    }

    /** As it was claimed: with a tag, or without. */
    static void handOver(FrameHandler handler, int tag, DirectBuffer buffer, int offset, int length)
    {
        if (tag == FrameTags.NO_TAG)
        {
            handler.onFrame(buffer, offset, length);
        }
        else
        {
            handler.onTagged(tag, buffer, offset, length);
        }
    }

    /** Adds a part. Returns true when it was the last; what is longer than any frame may be is dropped. */
    private boolean append(byte flags, DirectBuffer part, int offset, int length)
    {
        if ((flags & FrameDescriptor.BEGIN_FRAG_FLAG) != 0)
        {
            wholeLength = 0;
        }
        if (wholeLength < 0 || wholeLength + length > maxFrameLength)
        {
            wholeLength = -1;
            return false;
        }
        if (whole == null)
        {
            whole = new UnsafeBuffer(new byte[maxFrameLength]);
        }
        whole.putBytes(wholeLength, part, offset, length);
        wholeLength += length;
        return (flags & FrameDescriptor.END_FRAG_FLAG) != 0;
    }

    /** How far frames were handed over, since the stream was joined. */
    long consumed()
    {
        return consumed.get();
    }

    @Override
    public long arrived()
    {
        if (!isCut() && !image.isClosed())
        {
            highest = Math.max(highest, counters.getCounterValue(arrivedCounter) - base);
        }
        return Math.max(highest, consumed.get());
    }

    /** What had arrived behind the gap at which the stream was cut will never be handed over. */
    @Override
    public long settled()
    {
        long taken = consumed.get();
        return isCut() && taken >= cutPosition - base ? arrived() : taken;
    }

    /** Nothing counts that comes from now on. With the helm's lock. Returns how far it is taken, by its count. */
    synchronized long cutOff()
    {
        if (cutPosition == Long.MAX_VALUE)
        {
            long taken = image.position();
            long complete = image.isClosed() ? taken :
                Math.max(taken, counters.getCounterValue(completeCounter));
            cutPosition = numbers == null ? complete : lastNumbered(taken, complete);
        }
        return cutPosition;
    }

    /** Behind the last whole frame between two positions: what is missing behind that is the sender's to count. */
    private long lastNumbered(long from, long to)
    {
        long last = numberedPosition;
        long position = from;
        while (position < to)
        {
            UnsafeBuffer term = log.termAt(position);
            int frame = log.offsetOf(position);
            int length = FrameDescriptor.frameLengthVolatile(term, frame);
            if (length <= 0)
            {
                break;
            }
            position += BitUtil.align(length, FrameDescriptor.FRAME_ALIGNMENT);
            last = !FrameDescriptor.isPaddingFrame(term, frame) && isEnd(term, frame) ? position : last;
        }
        return last;
    }

    private static boolean isEnd(UnsafeBuffer term, int frame)
    {
        return (FrameDescriptor.frameFlags(term, frame) & FrameDescriptor.END_FRAG_FLAG) != 0;
    }

    /** For the sender: how far it was taken, by its count. What is missing behind that is the sender's to count. */
    long takenPosition()
    {
        return numbers == null ? base + consumed.get() : numberedPosition;
    }

    /** The sender says how far it will go. */
    void endsAt(long position)
    {
        finalPosition = position - base;
    }

    /** The sender has left: it owes nothing but what has arrived. */
    void senderLeft()
    {
        hasSenderLeft = true;
    }

    private boolean isCut()
    {
        return cutPosition != Long.MAX_VALUE;
    }

    /** Has the sender said how far it will go, or can it no more? */
    boolean isEndKnown()
    {
        return finalPosition >= 0 || hasSenderLeft || isCut() || image.isClosed();
    }

    /** Does the sender still owe something, or the word that it does not? */
    boolean isOwed()
    {
        return !hasSenderLeft && !image.isClosed() && !isCut() && (finalPosition < 0 || consumed.get() < finalPosition);
    }

    /** Nobody polls it, nor will. */
    @Override
    public void close()
    {
        log.close();
    }
}
