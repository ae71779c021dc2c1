package org.gradientbus.engine;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.gradientbus.Address;
import org.gradientbus.BusCounter;
import org.gradientbus.Claim;
import org.gradientbus.Port;
import org.gradientbus.PortOptions;
import org.gradientbus.SendStatus;

import java.time.Duration;

/**
 * A port for messages: what a publisher and a sender share.
 */
abstract class MessagePort extends PortCore implements Port
{
    private final FrameFields fields;
    private final long timeToLiveNs;

    MessagePort(RealBus bus, Address address, PortOptions options)
    {
        super(bus, address, options.importance(), options.guarantee());
        fields = new FrameFields(bus.nodeId());
        fields.importance = options.importance();
        fields.fromRef = options.returnTo().map((mailbox) -> mailbox.port().ref()).orElse(RefTable.NO_REF);
        fields.fromLoop = options.returnTo().map((mailbox) -> ((RealMailbox)mailbox).loop().number()).orElse(0);
        fields.hasTimeLimit = options.timeToLive().isPresent();
        fields.decidePlain();
        timeToLiveNs = fields.hasTimeLimit ? options.timeToLive().get().toNanos() : 0;
    }

    /** The header of the next message. */
    final FrameFields fields()
    {
        if (fields.hasTimeLimit)
        {
            fields.deadlineNs = bus.config().clock().nanoTime() + timeToLiveNs;
        }
        return fields;
    }

    @Override
    public final SendStatus tryClaim(int length, Claim claim)
    {
        return grantToUser(length, fields(), claim);
    }

    @Override
    public final SendStatus offer(DirectBuffer buffer, int offset, int length)
    {
        return copy(buffer, offset, length, fields());
    }

    @Override
    public final SendStatus offer(
        DirectBuffer first, int firstOffset, int firstLength,
        DirectBuffer second, int secondOffset, int secondLength)
    {
        first.boundsCheck(firstOffset, firstLength);
        second.boundsCheck(secondOffset, secondLength);
        final long length = (long)firstLength + secondLength;
        if (length > maxMessageLength)
        {
            return refuse(SendStatus.TOO_LARGE, BusCounter.TOO_LARGE);
        }
        final SendStatus status = grant((int)length, fields(), ownClaim);
        if (status == SendStatus.ACCEPTED)
        {
            final MutableDirectBuffer room = ownClaim.buffer();
            room.putBytes(0, first, firstOffset, firstLength);
            room.putBytes(firstLength, second, secondOffset, secondLength);
            return ownClaim.send();
        }
        return status;
    }

    @Override
    public final void send(DirectBuffer buffer, int offset, int length, Duration timeout)
    {
        sendAndWait(buffer, offset, length, timeout, fields());
    }

    @Override
    public final void send(byte[] message, Duration timeout)
    {
        send(new UnsafeBuffer(message), 0, message.length, timeout);
    }
}
