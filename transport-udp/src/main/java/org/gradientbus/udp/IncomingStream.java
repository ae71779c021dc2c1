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

    private UnsafeBuffer whole;
    private int wholeLength = -1;

    /**
     * What comes from one node.
     *
     * @param sender the node's id
     */
    IncomingStream(Image image, long sender, int maxFrameLength, Ether ether)
    {
        this.image = image;
        this.sender = sender;
        this.maxFrameLength = maxFrameLength;
        counters = ether.counters();
        log = MappedLog.ofImage(ether.directory(), image.correlationId());
        base = image.joinPosition();
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
        int frames = 0;
        try
        {
            while (frames < limit && offset < end)
            {
                int frame = offset;
                int length = FrameDescriptor.frameLengthVolatile(term, frame);
                if (length <= 0)
                {
                    break;
                }
                if (offset == begin)
                {
                    handler.onSender(sender);
                }
                offset += BitUtil.align(length, FrameDescriptor.FRAME_ALIGNMENT);
                if (!FrameDescriptor.isPaddingFrame(term, frame))
                {
                    frames += take(handler, term, frame, length - DataHeaderFlyweight.HEADER_LENGTH);
                }
            }
        }
        finally
        {
            if (offset > begin)
            {
                image.position(position + offset - begin);
                consumed.lazySet(position + offset - begin - base);
            }
        }
        return frames;
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
            long tagValue = FrameTags.at(term, frame);
            handOver(handler, FrameTags.tag(tagValue), term, offset, FrameTags.length(tagValue, length));
            return 1;
        }
        if (append(flags, term, offset, length))
        {
            int ready = wholeLength;
            wholeLength = -1;
            handOver(handler, FrameTags.tag(FrameTags.at(term, frame)), whole, 0, ready);
            return 1;
        }
        return 0;
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
    long cutOff()
    {
        if (cutPosition == Long.MAX_VALUE)
        {
            cutPosition = image.isClosed() ? image.position() :
                Math.max(image.position(), counters.getCounterValue(completeCounter));
        }
        return cutPosition;
    }

    /** For the sender: how far it was taken, by its count. */
    long takenPosition()
    {
        return base + consumed.get();
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
