package org.gradientbus.engine;

import org.agrona.DirectBuffer;
import org.gradientbus.Importance;
import org.gradientbus.SendStatus;
import org.gradientbus.spi.FrameClaim;
import org.gradientbus.spi.Link;

/**
 * Sends control messages. They may use all the room there is, and never wait for any. For one thread.
 */
final class ControlSender
{
    private final FrameFields fields;
    private final FrameClaim room = new FrameClaim();

    ControlSender(long nodeId)
    {
        fields = new FrameFields(nodeId);
        fields.kind = Frame.KIND_CONTROL;
        fields.importance = Importance.CRITICAL;
    }

    /** Sends a message of the control schema to a link's loop. */
    SendStatus send(Link link, DirectBuffer message, int length)
    {
        final SendStatus status = link.tryClaim(Frame.HEADER_LENGTH + length, Importance.CRITICAL, room);
        if (status != SendStatus.ACCEPTED)
        {
            return status;
        }
        fields.write(room.buffer(), room.offset(), RefTable.NO_REF);
        room.buffer().putBytes(room.offset() + Frame.HEADER_LENGTH, message, 0, length);
        return link.commit(room) ? SendStatus.ACCEPTED : SendStatus.CLOSED;
    }
}
