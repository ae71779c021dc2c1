package org.gradientbus.jmh.peer;

import org.agrona.concurrent.UnsafeBuffer;
import org.gradientbus.jmh.Payload;

/**
 * Payloads as arrays, each made for its message: for peers that pass objects from thread to thread, which nobody may
 * change any more.
 */
final class Numbers
{
    private Numbers()
    {
    }

    static byte[] array(int length, long value)
    {
        final byte[] message = new byte[length];
        Payload.write(new UnsafeBuffer(message), 0, length, value);
        return message;
    }

    static void read(byte[] message, Receiver receiver)
    {
        final UnsafeBuffer buffer = new UnsafeBuffer(message);
        receiver.onMessage(buffer.getLong(0), Payload.read(buffer, 0, message.length));
    }
}
