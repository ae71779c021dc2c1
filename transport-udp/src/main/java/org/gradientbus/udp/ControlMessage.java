package org.gradientbus.udp;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.nio.ByteOrder;

/**
 * What the transports of two nodes tell each other. Each message says who sends it and where he receives, so each is
 * understood by itself, and any of them is a heartbeat.
 *
 * <pre>
 *    0      2      3      4      6      8              16              24              32
 *   +------+------+------+------+------+--------------+---------------+---------------+
 *   | 4755 | vers.| kind | port | host | from node    | heard node    | domain        |
 *   |      |      |      |      |length|              | 0: nobody yet | hash          |
 *   +------+------+------+------+------+--------------+---------------+---------------+
 *   | loop        | session     | position            | meeting       | heard meeting |
 *   +-------------+-------------+---------------------+---------------+---------------+
 *    32            36            40                    48              52
 *   | host, ASCII         | other host, or none | padding, or none
 *   +-------------------- +-------------------- +---------------- - - -
 *    56
 * </pre>
 *
 * The loop is the number of one of its streams: 256 more for that of best effort. Of what such a stream has sent, the
 * session is the low half of a number of messages. Of a node that is introduced the position is its id, the loop its
 * port, and the session the length of its host.
 *
 * Little endian. A message of another version is nobody's of ours. Padding makes it as long as a datagram may be, to
 * find out whether the way carries that.
 */
final class ControlMessage
{
    /** What a message is about, beside being a heartbeat. */
    enum Kind
    {
        /** Nothing else. */
        BEAT,

        /** A loop takes no more than was accepted by now; asks each sender how far that is. */
        SEALED,

        /** The answer: how far the stream of this session goes. */
        ENDS_AT,

        /** A loop is gone, and has taken the stream of this session so far. */
        CLOSED,

        /** The node leaves. */
        BYE,

        /** Another node, whom the sender has met, and where that receives. */
        INTRODUCES,

        /** How many messages a stream of best effort has brought up to a position, or would have. */
        SENT
    }

    static final int HEADER_LENGTH = 56;
    static final int MAX_LENGTH = 512;

    /** With its headers as long as a datagram that Aeron sends of a term of 64 KiB. Longer frames are rare. */
    static final int MAX_PADDED = 8 * 1024;

    private static final Kind[] KINDS = Kind.values();
    private static final short MAGIC = 0x4755;

    /** 1 had no padding. */
    private static final byte VERSION = 2;
    private static final int VERSION_OFFSET = 2;
    private static final int KIND_OFFSET = 3;
    private static final int PORT_OFFSET = 4;
    private static final int HOST_LENGTH_OFFSET = 6;
    private static final int FROM_OFFSET = 8;
    private static final int HEARD_OFFSET = 16;
    private static final int DOMAIN_OFFSET = 24;
    private static final int LOOP_OFFSET = 32;
    private static final int SESSION_OFFSET = 36;
    private static final int POSITION_OFFSET = 40;
    private static final int MEETING_OFFSET = 48;
    private static final int HEARD_MEETING_OFFSET = 52;
    private static final int PORT_MASK = 0xFFFF;
    private static final int MAX_PORT = 0xFFFF;
    private static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;

    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[MAX_PADDED]);
    private int length;

    /** FNV-1a: buses of other domains that listen to the same address are told apart, not kept out. */
    static long domainOf(String text)
    {
        long hash = 0xCBF29CE484222325L;
        for (int i = 0; i < text.length(); i++)
        {
            hash = (hash ^ text.charAt(i)) * 0x100000001B3L;
        }
        return hash;
    }

    /** A message that says who we are; {@link #about} and {@link #heard} complete it. */
    ControlMessage from(long nodeId, long domain, HostPort at)
    {
        buffer.setMemory(0, HEADER_LENGTH, (byte)0);
        buffer.putShort(0, MAGIC, ORDER);
        buffer.putByte(VERSION_OFFSET, VERSION);
        buffer.putShort(PORT_OFFSET, (short)at.port(), ORDER);
        buffer.putLong(FROM_OFFSET, nodeId, ORDER);
        buffer.putLong(DOMAIN_OFFSET, domain, ORDER);
        int hostLength = buffer.putStringWithoutLengthAscii(HEADER_LENGTH, at.host());
        buffer.putShort(HOST_LENGTH_OFFSET, (short)hostLength, ORDER);
        length = HEADER_LENGTH + hostLength;
        return this;
    }

    /** In place of {@link #about}: who else is there, and where. */
    ControlMessage introducing(long otherNode, HostPort at)
    {
        about(Kind.INTRODUCES, at.port(), at.host().length(), otherNode);
        length += buffer.putStringWithoutLengthAscii(length, at.host());
        return this;
    }

    ControlMessage about(Kind kind, int loop, int session, long position)
    {
        buffer.putByte(KIND_OFFSET, (byte)kind.ordinal());
        buffer.putInt(LOOP_OFFSET, loop, ORDER);
        buffer.putInt(SESSION_OFFSET, session, ORDER);
        buffer.putLong(POSITION_OFFSET, position, ORDER);
        return this;
    }

    /** Whom of that side the sender hears, or 0, and which of their meetings it is by either count. */
    ControlMessage heard(long nodeId, int meeting, int heardMeeting)
    {
        buffer.putLong(HEARD_OFFSET, nodeId, ORDER);
        buffer.putInt(MEETING_OFFSET, meeting, ORDER);
        buffer.putInt(HEARD_MEETING_OFFSET, heardMeeting, ORDER);
        return this;
    }

    /**
     * Takes a message in, when it is one.
     *
     * @return false when it is not
     */
    boolean read(DirectBuffer from, int offset, int newLength)
    {
        if (newLength < HEADER_LENGTH || newLength > MAX_PADDED ||
            from.getShort(offset, ORDER) != MAGIC || from.getByte(offset + VERSION_OFFSET) != VERSION ||
            from.getByte(offset + KIND_OFFSET) < 0 || from.getByte(offset + KIND_OFFSET) >= KINDS.length)
        {
            return false;
        }
        int hostLength = from.getShort(offset + HOST_LENGTH_OFFSET, ORDER);
        boolean isIntroduction = KINDS[from.getByte(offset + KIND_OFFSET)] == Kind.INTRODUCES;
        int otherLength = isIntroduction ? from.getInt(offset + SESSION_OFFSET, ORDER) : 0;
        int otherPort = isIntroduction ? from.getInt(offset + LOOP_OFFSET, ORDER) : 0;
        if (hostLength < 0 || otherLength < 0 || otherLength > MAX_LENGTH || otherPort < 0 || otherPort > MAX_PORT ||
            HEADER_LENGTH + hostLength + otherLength > Math.min(newLength, MAX_LENGTH))
        {
            return false;
        }
        int wholeLength = HEADER_LENGTH + hostLength + otherLength;
        buffer.putBytes(0, from, offset, wholeLength);
        length = wholeLength;
        return true;
    }

    Kind kind()
    {
        return KINDS[buffer.getByte(KIND_OFFSET)];
    }

    long fromNode()
    {
        return buffer.getLong(FROM_OFFSET, ORDER);
    }

    long heardNode()
    {
        return buffer.getLong(HEARD_OFFSET, ORDER);
    }

    /** Which meeting of the two it is, by the sender's count. */
    int meeting()
    {
        return buffer.getInt(MEETING_OFFSET, ORDER);
    }

    /** Which it is by the receiver's, as far as the sender has heard. */
    int heardMeeting()
    {
        return buffer.getInt(HEARD_MEETING_OFFSET, ORDER);
    }

    long domain()
    {
        return buffer.getLong(DOMAIN_OFFSET, ORDER);
    }

    int loop()
    {
        return buffer.getInt(LOOP_OFFSET, ORDER);
    }

    int session()
    {
        return buffer.getInt(SESSION_OFFSET, ORDER);
    }

    long position()
    {
        return buffer.getLong(POSITION_OFFSET, ORDER);
    }

    int port()
    {
        return buffer.getShort(PORT_OFFSET, ORDER) & PORT_MASK;
    }

    /** As the sender gives it: checked by whoever makes an address of it. */
    String host()
    {
        return buffer.getStringWithoutLengthAscii(HEADER_LENGTH, hostLength());
    }

    /** Of whom is introduced, as the sender gives it. */
    String otherHost()
    {
        return buffer.getStringWithoutLengthAscii(HEADER_LENGTH + hostLength(), session());
    }

    /** Who is introduced. */
    long otherNode()
    {
        return position();
    }

    int otherPort()
    {
        return loop();
    }

    private int hostLength()
    {
        return buffer.getShort(HOST_LENGTH_OFFSET, ORDER);
    }

    /** As written, and behind that room for padding up to {@link #MAX_PADDED}. */
    DirectBuffer buffer()
    {
        return buffer;
    }

    int length()
    {
        return length;
    }
}
