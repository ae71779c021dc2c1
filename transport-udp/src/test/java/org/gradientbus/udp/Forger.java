package org.gradientbus.udp;

import io.aeron.protocol.HeaderFlyweight;
import org.agrona.concurrent.UnsafeBuffer;

import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;

/**
 * Makes datagrams that Aeron should never see: from nothing, and from such as were heard. The same seed makes the same.
 */
final class Forger
{
    static final int SESSION = 12;
    static final int STREAM = 16;
    private static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;
    private static final int TERM = StreamSizes.LEAST_TERM;
    private static final int[] ODD_NUMBERS = {0, 1, -1, 31, 32, 33, 40, 64, 128, 1024, TERM - 32, TERM, TERM + 32,
        1 << 20, 1 << 30, Integer.MAX_VALUE, Integer.MAX_VALUE - 31, Integer.MIN_VALUE, Integer.MIN_VALUE + 32, -32};

    private final Random random;
    private final int[] sessions = new int[16];

    Forger(long seed)
    {
        random = new Random(seed);
        Arrays.setAll(sessions, (i) -> random.nextInt());
    }

    /** Any kind of frame of our own sessions, right or wrong in many ways. */
    byte[] make(int streamId)
    {
        int session = sessions[random.nextInt(sessions.length)];
        byte[] made = switch (random.nextInt(8))
        {
            case 0 -> setup(streamId, session, random.nextInt(4) == 0 ? number() : TERM, 0);
            case 1, 2, 3 -> data(streamId, session, random.nextInt(TERM / 64) * 32, random.nextInt(20) * 32 + 32);
            case 4 -> status(streamId, session);
            case 5 -> nak(streamId, session);
            case 6 -> frame(HeaderFlyweight.HDR_TYPE_RTTM, 40, session, streamId).byteArray();
            default -> noise();
        };
        return random.nextInt(3) == 0 ? mutate(made) : made;
    }

    /** Opens a session whose first term has the number 0. */
    static byte[] setup(int streamId, int session, int termBytes, int termOffset)
    {
        UnsafeBuffer setup = frame(HeaderFlyweight.HDR_TYPE_SETUP, 40, session, streamId);
        setup.putInt(8, termOffset, ORDER);
        setup.putInt(28, termBytes, ORDER);
        setup.putInt(32, 1408, ORDER);
        return setup.byteArray();
    }

    /** One frame, whose payload would do for headers as well. */
    static byte[] data(int streamId, int session, int termOffset, int length)
    {
        UnsafeBuffer data = frame(HeaderFlyweight.HDR_TYPE_DATA, length, session, streamId);
        for (int at = 32; at + 4 <= length; at += 32)
        {
            data.putInt(at, Integer.MAX_VALUE - 31, ORDER);
        }
        data.putByte(HeaderFlyweight.FLAGS_FIELD_OFFSET, (byte)0xC0);
        data.putInt(8, termOffset, ORDER);
        return data.byteArray();
    }

    private byte[] status(int streamId, int session)
    {
        UnsafeBuffer status = frame(HeaderFlyweight.HDR_TYPE_SM, 36, 0, 0);
        status.putInt(8, session, ORDER);
        status.putInt(12, streamId, ORDER);
        status.putInt(16, random.nextInt(3), ORDER);
        status.putInt(20, number(), ORDER);
        status.putInt(24, number(), ORDER);
        status.putByte(HeaderFlyweight.FLAGS_FIELD_OFFSET, (byte)random.nextInt());
        return status.byteArray();
    }

    private byte[] nak(int streamId, int session)
    {
        UnsafeBuffer nak = frame(HeaderFlyweight.HDR_TYPE_NAK, 28, 0, 0);
        nak.putInt(8, session, ORDER);
        nak.putInt(12, streamId, ORDER);
        nak.putInt(20, number(), ORDER);
        nak.putInt(24, number(), ORDER);
        return nak.byteArray();
    }

    private byte[] noise()
    {
        byte[] noise = new byte[random.nextInt(1500)];
        random.nextBytes(noise);
        if (noise.length > 8 && random.nextBoolean())
        {
            noise[4] = 0;
            noise[6] = (byte)random.nextInt(12);
            noise[7] = 0;
        }
        return noise;
    }

    private static UnsafeBuffer frame(int type, int length, int session, int streamId)
    {
        UnsafeBuffer frame = new UnsafeBuffer(new byte[length]);
        frame.putInt(0, length, ORDER);
        frame.putShort(HeaderFlyweight.TYPE_FIELD_OFFSET, (short)type, ORDER);
        if (length >= STREAM + 4)
        {
            frame.putInt(SESSION, session, ORDER);
            frame.putInt(STREAM, streamId, ORDER);
        }
        return frame;
    }

    /** The same datagram, but for a few bytes, a number, its length, its session, or several of these. */
    byte[] mutate(byte[] datagram)
    {
        byte[] bytes = datagram.clone();
        for (int i = random.nextInt(3); i >= 0 && bytes.length > 0; i--)
        {
            switch (random.nextInt(5))
            {
                case 0 -> bytes[random.nextInt(bytes.length)] ^= (byte)(1 << random.nextInt(8));
                case 1 -> bytes[random.nextInt(Math.min(48, bytes.length))] = (byte)random.nextInt();
                case 2 ->
                {
                    if (bytes.length >= 4)
                    {
                        int place = random.nextInt(Math.min(16, bytes.length / 4)) * 4;
                        new UnsafeBuffer(bytes).putInt(place, number(), ORDER);
                    }
                }
                case 3 -> bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length * 2 + 1));
                default ->
                {
                    if (bytes.length >= SESSION + 4)
                    {
                        new UnsafeBuffer(bytes).putInt(SESSION, sessions[random.nextInt(sessions.length)], ORDER);
                    }
                }
            }
        }
        return bytes;
    }

    private int number()
    {
        return switch (random.nextInt(3))
        {
            case 0 -> random.nextInt();
            case 1 -> random.nextInt(TERM / 32) * 32;
            default -> ODD_NUMBERS[random.nextInt(ODD_NUMBERS.length)];
        };
    }

    int nextInt(int bound)
    {
        return random.nextInt(bound);
    }
}
