package org.gradientbus.udp;

import io.aeron.protocol.DataHeaderFlyweight;
import io.aeron.protocol.HeaderFlyweight;
import io.aeron.protocol.NakFlyweight;
import io.aeron.protocol.SetupFlyweight;
import io.aeron.protocol.StatusMessageFlyweight;
import org.agrona.DirectBuffer;
import org.agrona.collections.Hashing;
import org.agrona.collections.Long2ObjectHashMap;
import org.agrona.concurrent.UnsafeBuffer;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Reads what receivers answer at a sending socket before Aeron does: word of what they have taken must be about what
 * was sent, and from the one receiver; they may ask again for frames that were sent. By the sender's thread. The kernel
 * has seen to it that answers come from where the stream goes to.
 */
final class SendGuard
{
    private static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;
    private static final int SESSION_OFFSET = 8;
    private static final int STREAM_OFFSET = 12;
    private static final int TERM_OFFSET = 16;
    private static final int TERM_OFFSET_OFFSET = 20;
    private static final int LENGTH_OFFSET = 24;
    private static final int RECEIVER_OFFSET = 28;
    private static final int SETUP_ACTIVE_TERM_OFFSET = 24;
    private static final int SETUP_INITIAL_TERM_OFFSET = 20;
    private static final int SETUP_TERM_LENGTH_OFFSET = 28;
    private static final int SETUP_TERM_OFFSET_OFFSET = 8;
    private static final int SENT_SESSION_OFFSET = 12;
    private static final int SENT_STREAM_OFFSET = 16;

    private final Long2ObjectHashMap<SentStream> streams = new Long2ObjectHashMap<>();
    private final UnsafeBuffer sent = new UnsafeBuffer();

    void add(int streamId, int sessionId, long nowNs)
    {
        streams.put(Hashing.compoundKey(streamId, sessionId), new SentStream(sessionId, streamId, nowNs));
    }

    /** Before the memory of its terms goes. */
    void remove(int streamId, int sessionId)
    {
        streams.remove(Hashing.compoundKey(streamId, sessionId));
    }

    /** A datagram is about to be sent. */
    void onSend(ByteBuffer datagram)
    {
        int at = datagram.position();
        int length = datagram.remaining();
        if (length < DataHeaderFlyweight.HEADER_LENGTH)
        {
            return;
        }
        sent.wrap(datagram);
        SentStream stream = streams.get(Hashing.compoundKey(
            sent.getInt(at + SENT_STREAM_OFFSET, ORDER), sent.getInt(at + SENT_SESSION_OFFSET, ORDER)));
        if (stream == null)
        {
            return;
        }
        int type = sent.getShort(at + HeaderFlyweight.TYPE_FIELD_OFFSET, ORDER) & 0xFFFF;
        if (type == HeaderFlyweight.HDR_TYPE_SETUP && length == SetupFlyweight.HEADER_LENGTH)
        {
            stream.onSetupSent(sent.getInt(at + SETUP_TERM_LENGTH_OFFSET, ORDER),
                sent.getInt(at + SETUP_INITIAL_TERM_OFFSET, ORDER), sent.getInt(at + SETUP_ACTIVE_TERM_OFFSET, ORDER),
                sent.getInt(at + SETUP_TERM_OFFSET_OFFSET, ORDER));
        }
        else if (sent.getInt(at, ORDER) != 0)
        {
            stream.onDataSent(datagram, at, length,
                sent.getInt(at + DataHeaderFlyweight.TERM_ID_FIELD_OFFSET, ORDER));
        }
    }

    /** Returns why Aeron is not to read it, or null when it may. */
    Refusal check(DirectBuffer datagram, int length, long nowNs)
    {
        if (length < HeaderFlyweight.MIN_HEADER_LENGTH ||
            datagram.getByte(HeaderFlyweight.VERSION_FIELD_OFFSET) != HeaderFlyweight.CURRENT_VERSION)
        {
            return Refusal.MALFORMED;
        }
        return switch (datagram.getShort(HeaderFlyweight.TYPE_FIELD_OFFSET, ORDER) & 0xFFFF)
        {
            case HeaderFlyweight.HDR_TYPE_SM -> status(datagram, length, nowNs);
            case HeaderFlyweight.HDR_TYPE_NAK -> nak(datagram, length, nowNs);
            default -> Refusal.KIND;
        };
    }

    private Refusal status(DirectBuffer status, int length, long nowNs)
    {
        if (length != StatusMessageFlyweight.HEADER_LENGTH || status.getInt(0, ORDER) != length)
        {
            return Refusal.MALFORMED;
        }
        SentStream stream = stream(status);
        if (stream == null)
        {
            return Refusal.STREAM;
        }
        int flags = status.getByte(HeaderFlyweight.FLAGS_FIELD_OFFSET) & 0xFF;
        if (flags == StatusMessageFlyweight.SEND_SETUP_FLAG)
        {
            // Answered ten times a second, by a few bytes.
            return null;
        }
        if ((flags & ~StatusMessageFlyweight.END_OF_STREAM_FLAG) != 0)
        {
            return Refusal.MALFORMED;
        }
        return stream.checkStatus(status.getLong(RECEIVER_OFFSET, ORDER), status.getInt(TERM_OFFSET, ORDER),
            status.getInt(TERM_OFFSET_OFFSET, ORDER), status.getInt(LENGTH_OFFSET, ORDER), flags != 0, nowNs);
    }

    private Refusal nak(DirectBuffer nak, int length, long nowNs)
    {
        if (length != NakFlyweight.HEADER_LENGTH || nak.getInt(0, ORDER) != length ||
            nak.getByte(HeaderFlyweight.FLAGS_FIELD_OFFSET) != 0)
        {
            return Refusal.MALFORMED;
        }
        SentStream stream = stream(nak);
        return stream == null ? Refusal.STREAM : stream.checkNak(nak.getInt(TERM_OFFSET, ORDER),
            nak.getInt(TERM_OFFSET_OFFSET, ORDER), nak.getInt(LENGTH_OFFSET, ORDER), nowNs);
    }

    private SentStream stream(DirectBuffer answer)
    {
        return streams.get(Hashing.compoundKey(
            answer.getInt(STREAM_OFFSET, ORDER), answer.getInt(SESSION_OFFSET, ORDER)));
    }
}
