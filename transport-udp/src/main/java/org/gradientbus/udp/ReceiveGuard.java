package org.gradientbus.udp;

import io.aeron.protocol.HeaderFlyweight;
import io.aeron.protocol.NakFlyweight;
import io.aeron.protocol.SetupFlyweight;
import io.aeron.protocol.StatusMessageFlyweight;
import org.agrona.BitUtil;
import org.agrona.DirectBuffer;
import org.agrona.collections.Hashing;
import org.agrona.collections.Long2ObjectHashMap;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteOrder;
import java.util.concurrent.TimeUnit;

/**
 * Reads each datagram at a receiving socket before Aeron does, and keeps from it what it would stumble over, what costs
 * memory, and what is not from whom it says it is. By the receiver's thread.
 *
 * <p>Nobody is authenticated: whoever can send from the address and port of a peer, and knows its numbers, is the peer.
 */
final class ReceiveGuard
{
    /** Streams of senders that nobody knows yet: at once, of one host, and new ones a second. */
    static final int MOST_STRANGERS = 32;
    static final int MOST_STRANGERS_OF_HOST = 8;
    static final int STRANGERS_PER_SECOND = 16;

    /** All of them. */
    static final int MOST_SESSIONS = 4096;

    /** A stream that is received is answered five times a second. One that was not for so long is none. */
    private static final long SILENCE_NS = TimeUnit.SECONDS.toNanos(2);

    /** As much passes between two looks at most: while the process was stopped nobody could answer. */
    private static final long LONGEST_STEP_NS = TimeUnit.MILLISECONDS.toNanos(50);

    private static final InetSocketAddress NOBODY = InetSocketAddress.createUnresolved("nobody", 0);
    private static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;
    private static final int SETUP_STREAM_OFFSET = 16;
    private static final int SETUP_SESSION_OFFSET = 12;
    private static final int SETUP_TERM_OFFSET_OFFSET = 8;
    private static final int SETUP_INITIAL_TERM_OFFSET = 20;
    private static final int SETUP_ACTIVE_TERM_OFFSET = 24;
    private static final int SETUP_TERM_LENGTH_OFFSET = 28;
    private static final int SETUP_MTU_OFFSET = 32;
    private static final int SETUP_TTL_OFFSET = 36;

    private final Guard guard;
    private final Long2ObjectHashMap<ReceivedStream> streams = new Long2ObjectHashMap<>();
    private final DataFrames frames = new DataFrames();
    private final RateLimit firstWords;
    private long lastNs;
    private long activeNs;

    ReceiveGuard(Guard guard, long nowNs)
    {
        this.guard = guard;
        lastNs = nowNs;
        firstWords = new RateLimit(STRANGERS_PER_SECOND, STRANGERS_PER_SECOND, 0);
    }

    /** Time goes on, as far as anybody had time to answer. */
    void onTime(long nowNs)
    {
        activeNs += Math.min(nowNs - lastNs, LONGEST_STEP_NS);
        lastNs = nowNs;
    }

    /** Returns why Aeron is not to read it, or null when it may. */
    Refusal check(DirectBuffer datagram, int length, InetSocketAddress source)
    {
        Refusal refusal = judge(datagram, length, source);
        return refusal != null && !guard.allows(source.getAddress()) ? Refusal.SOURCE : refusal;
    }

    private Refusal judge(DirectBuffer datagram, int length, InetSocketAddress source)
    {
        if (length < HeaderFlyweight.MIN_HEADER_LENGTH ||
            datagram.getByte(HeaderFlyweight.VERSION_FIELD_OFFSET) != HeaderFlyweight.CURRENT_VERSION)
        {
            return Refusal.MALFORMED;
        }
        return switch (datagram.getShort(HeaderFlyweight.TYPE_FIELD_OFFSET, ORDER) & 0xFFFF)
        {
            case HeaderFlyweight.HDR_TYPE_DATA, HeaderFlyweight.HDR_TYPE_PAD -> data(datagram, length, source);
            case HeaderFlyweight.HDR_TYPE_SETUP -> setup(datagram, length, source);
            default -> Refusal.KIND;
        };
    }

    private Refusal data(DirectBuffer datagram, int length, InetSocketAddress source)
    {
        if (!frames.read(datagram, length))
        {
            return Refusal.MALFORMED;
        }
        ReceivedStream stream = streams.get(Hashing.compoundKey(frames.streamId(), frames.sessionId()));
        if (stream == null || !isAlive(stream))
        {
            return firstWord(frames.streamId(), frames.sessionId(), source);
        }
        if (!source.equals(stream.source))
        {
            return Refusal.FOREIGN;
        }
        Refusal refusal = stream.check(frames);
        if (refusal == null)
        {
            stream.onReceived(length);
        }
        return refusal;
    }

    /** Of a stream that is not set up: Aeron asks its sender to do so, who may have been there before us. */
    private Refusal firstWord(int streamId, int sessionId, InetSocketAddress source)
    {
        if (!guard.allows(source.getAddress()))
        {
            return Refusal.SOURCE;
        }
        if (!guard.known().isOurs(streamId))
        {
            return Refusal.STREAM;
        }
        if (!KnownSessions.isControl(streamId) && !guard.known().isKnown(streamId, sessionId))
        {
            return Refusal.SESSION;
        }
        return firstWords.tryTake(activeNs) ? null : Refusal.SETUP_RATE;
    }

    private Refusal setup(DirectBuffer setup, int length, InetSocketAddress source)
    {
        if (!isSetup(setup, length))
        {
            return Refusal.MALFORMED;
        }
        int streamId = setup.getInt(SETUP_STREAM_OFFSET, ORDER);
        int sessionId = setup.getInt(SETUP_SESSION_OFFSET, ORDER);
        int termBytes = setup.getInt(SETUP_TERM_LENGTH_OFFSET, ORDER);
        int initialTermId = setup.getInt(SETUP_INITIAL_TERM_OFFSET, ORDER);
        ReceivedStream stream = streams.get(Hashing.compoundKey(streamId, sessionId));
        if (stream != null && isAlive(stream))
        {
            boolean isSame = source.equals(stream.source) && termBytes == stream.termBytes &&
                initialTermId == stream.initialTermId;
            if (isSame)
            {
                // Its sender goes on asking until an answer reaches it: there has to be another one when that was lost.
                stream.onReceived(length);
            }
            return isSame ? null : Refusal.FOREIGN;
        }
        Refusal refusal = newcomer(streamId, sessionId, termBytes, source);
        if (refusal == null)
        {
            stream = new ReceivedStream(streamId, sessionId, source, termBytes, initialTermId, activeNs);
            stream.onReceived(length);
            streams.put(Hashing.compoundKey(streamId, sessionId), stream);
        }
        return refusal;
    }

    private boolean isSetup(DirectBuffer setup, int length)
    {
        if (length != SetupFlyweight.HEADER_LENGTH || setup.getInt(0, ORDER) != length ||
            setup.getByte(HeaderFlyweight.FLAGS_FIELD_OFFSET) != 0 || setup.getInt(SETUP_TTL_OFFSET, ORDER) != 0)
        {
            return false;
        }
        int termOffset = setup.getInt(SETUP_TERM_OFFSET_OFFSET, ORDER);
        int termBytes = setup.getInt(SETUP_TERM_LENGTH_OFFSET, ORDER);
        int mtu = setup.getInt(SETUP_MTU_OFFSET, ORDER);
        return termOffset >= 0 && termOffset < termBytes && termOffset % FrameMap.UNIT == 0 &&
            setup.getInt(SETUP_ACTIVE_TERM_OFFSET, ORDER) - setup.getInt(SETUP_INITIAL_TERM_OFFSET, ORDER) >= 0 &&
            mtu >= UdpConfig.LEAST_MTU && mtu <= Math.min(guard.windowBytes(), termBytes / 2) &&
            mtu % FrameMap.UNIT == 0;
    }

    private Refusal newcomer(int streamId, int sessionId, int termBytes, InetSocketAddress source)
    {
        if (!guard.allows(source.getAddress()))
        {
            return Refusal.SOURCE;
        }
        if (!guard.known().isOurs(streamId))
        {
            return Refusal.STREAM;
        }
        boolean isControl = KnownSessions.isControl(streamId);
        boolean isKnown = guard.known().isKnown(streamId, sessionId);
        if (!isControl && !isKnown)
        {
            return Refusal.SESSION;
        }
        if (isControl ? termBytes != StreamSizes.LEAST_TERM :
            termBytes < StreamSizes.LEAST_TERM || termBytes > guard.termBytes() || !BitUtil.isPowerOfTwo(termBytes))
        {
            return Refusal.TERM_LENGTH;
        }
        if (!isKnown && !firstWords.tryTake(activeNs))
        {
            return Refusal.SETUP_RATE;
        }
        streams.values().removeIf((each) -> !isAlive(each));
        return streams.size() >= MOST_SESSIONS || !isKnown && areStrangersTooMany(source.getAddress()) ?
            Refusal.SESSION_LIMIT : null;
    }

    private boolean areStrangersTooMany(InetAddress host)
    {
        int all = 0;
        int ofHost = 0;
        for (ReceivedStream each : streams.values())
        {
            if (!guard.known().isKnown(each.streamId, each.sessionId))
            {
                all++;
                ofHost += host.equals(each.source.getAddress()) ? 1 : 0;
            }
        }
        return all >= MOST_STRANGERS || ofHost >= MOST_STRANGERS_OF_HOST;
    }

    private boolean isAlive(ReceivedStream stream)
    {
        return activeNs - stream.answeredNs < SILENCE_NS;
    }

    /**
     * Aeron takes frames of a stream from a place on, and is about to say so.
     *
     * @return false when it is not to: too little has come from there for so much of an answer
     */
    boolean onAdmitted(int streamId, int sessionId, int termId, int termOffset)
    {
        ReceivedStream stream = streams.get(Hashing.compoundKey(streamId, sessionId));
        if (stream == null)
        {
            // Aeron took longer to set it up than it is waited for. It ends by itself when nothing comes through.
            stream = new ReceivedStream(streamId, sessionId, NOBODY, StreamSizes.LEAST_TERM, termId, activeNs);
            streams.put(Hashing.compoundKey(streamId, sessionId), stream);
        }
        stream.onAdmitted(termId, termOffset, activeNs);
        return stream.tryAnswer(StatusMessageFlyweight.HEADER_LENGTH);
    }

    /** Has enough come from a stream to be worth asking for what is missing? */
    boolean mayAskAgain(int streamId, int sessionId)
    {
        ReceivedStream stream = streams.get(Hashing.compoundKey(streamId, sessionId));
        return stream != null && stream.tryAnswer(NakFlyweight.HEADER_LENGTH);
    }

    /** Streams that are set up, or were until a moment ago. */
    int streams()
    {
        return streams.size();
    }
}
