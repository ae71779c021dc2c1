package org.gradientbus.udp;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What stands on the wire between two transports. */
class ControlMessageTest
{
    private static final String GOLDEN =
        "5547020290d40900" + "8877665544332211" + "0100000000000080" + "efcdab8967452301" +
        "07000000" + "78563412" + "0002000000000000" + "05000000" + "09000000" + "3132372e302e302e31";

    /** Of another node, 0x1122334455667700 at 10.0.0.9:40123. */
    private static final String INTRODUCTION =
        "5547020590d40900" + "8877665544332211" + "0100000000000080" + "efcdab8967452301" +
        "bb9c0000" + "08000000" + "0077665544332211" + "05000000" + "09000000" + "3132372e302e302e31" +
        "31302e302e302e39";

    private final ControlMessage message = new ControlMessage();

    @Test
    void shouldStandOnTheWireAsDrawnWhenWritten()
    {
        write();
        byte[] bytes = new byte[message.length()];
        message.buffer().getBytes(0, bytes);

        assertEquals(GOLDEN, HexFormat.of().formatHex(bytes));
    }

    @Test
    void shouldStandOnTheWireAsDrawnWhenItIntroduces()
    {
        message.from(0x1122334455667788L, 0x0123456789ABCDEFL, new HostPort("127.0.0.1", 54416))
            .heard(0x8000000000000001L, 5, 9)
            .introducing(0x1122334455667700L, new HostPort("10.0.0.9", 40123));
        byte[] bytes = new byte[message.length()];
        message.buffer().getBytes(0, bytes);

        assertEquals(INTRODUCTION, HexFormat.of().formatHex(bytes));
    }

    @Test
    void shouldIntroduceTheSameWhenRead()
    {
        byte[] bytes = HexFormat.of().parseHex(INTRODUCTION);

        assertTrue(message.read(new UnsafeBuffer(Arrays.copyOf(bytes, 1376)), 0, 1376));
        assertEquals(ControlMessage.Kind.INTRODUCES, message.kind());
        assertEquals("127.0.0.1", message.host());
        assertEquals("10.0.0.9", message.otherHost());
        assertEquals(40123, message.otherPort());
        assertEquals(0x1122334455667700L, message.otherNode());
        assertEquals(bytes.length, message.length());
    }

    @Test
    void shouldSayTheSameWhenRead()
    {
        UnsafeBuffer wire = new UnsafeBuffer(HexFormat.of().parseHex("00" + GOLDEN));
        ControlMessage read = new ControlMessage();

        assertTrue(read.read(wire, 1, wire.capacity() - 1));
        assertEquals(ControlMessage.Kind.ENDS_AT, read.kind());
        assertEquals(0x1122334455667788L, read.fromNode());
        assertEquals(0x8000000000000001L, read.heardNode());
        assertEquals(0x0123456789ABCDEFL, read.domain());
        assertEquals(7, read.loop());
        assertEquals(0x12345678, read.session());
        assertEquals(512, read.position());
        assertEquals(5, read.meeting());
        assertEquals(9, read.heardMeeting());
        assertEquals("127.0.0.1", read.host());
        assertEquals(54416, read.port());
    }

    @Test
    void shouldBeRefusedWhenItIsShorterThanItSaysOrTooLong()
    {
        byte[] golden = HexFormat.of().parseHex(GOLDEN);
        for (int length = 0; length < golden.length; length++)
        {
            assertFalse(message.read(new UnsafeBuffer(golden), 0, length), "length=" + length);
        }
        byte[] introduction = HexFormat.of().parseHex(INTRODUCTION);
        for (int length = 0; length < introduction.length; length++)
        {
            assertFalse(message.read(new UnsafeBuffer(introduction), 0, length), "length=" + length);
        }
        byte[] padded = Arrays.copyOf(golden, ControlMessage.MAX_PADDED + 1);
        assertFalse(message.read(new UnsafeBuffer(padded), 0, padded.length));
        assertFalse(message.read(new UnsafeBuffer(new byte[1000]), 0, 1000));
    }

    @Test
    void shouldSayTheSameWhenItIsPadded()
    {
        byte[] golden = HexFormat.of().parseHex(GOLDEN);
        for (int length : new int[]{golden.length + 1, 1376, ControlMessage.MAX_PADDED})
        {
            assertTrue(message.read(new UnsafeBuffer(Arrays.copyOf(golden, length)), 0, length), "length=" + length);
            assertEquals("127.0.0.1", message.host());
            assertEquals(golden.length, message.length());
        }
    }

    @Test
    void shouldBeReadOrRefusedButNeverReadBeyondItsEndWhenBytesAreAny()
    {
        long seed = new Random().nextLong();
        System.out.println("control messages: seed=" + seed);
        Random random = new Random(seed);
        byte[] golden = HexFormat.of().parseHex(GOLDEN);
        byte[] introduction = HexFormat.of().parseHex(INTRODUCTION);
        for (int round = 0; round < 200_000; round++)
        {
            byte[] bytes = (round % 2 == 0 ? golden : introduction).clone();
            for (int i = random.nextInt(4); i >= 0; i--)
            {
                bytes[random.nextInt(bytes.length)] = (byte)random.nextInt();
            }
            if (message.read(new UnsafeBuffer(bytes), 0, bytes.length))
            {
                boolean isIntroduction = message.kind() == ControlMessage.Kind.INTRODUCES;
                int hosts = message.host().length() + (isIntroduction ? message.otherHost().length() : 0);
                assertTrue(hosts <= bytes.length - ControlMessage.HEADER_LENGTH);
                assertTrue(!isIntroduction || message.otherPort() >= 0 && message.otherPort() <= 65535);
                assertTrue(message.kind() != null && message.port() >= 0);
            }
        }
    }

    private void write()
    {
        message.from(0x1122334455667788L, 0x0123456789ABCDEFL, new HostPort("127.0.0.1", 54416))
            .about(ControlMessage.Kind.ENDS_AT, 7, 0x12345678, 512)
            .heard(0x8000000000000001L, 5, 9);
    }
}
