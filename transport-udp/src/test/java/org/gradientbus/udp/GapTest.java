package org.gradientbus.udp;

import io.aeron.logbuffer.FrameDescriptor;
import io.aeron.protocol.DataHeaderFlyweight;
import io.aeron.protocol.HeaderFlyweight;
import org.agrona.concurrent.SystemNanoClock;
import org.agrona.concurrent.UnsafeBuffer;
import org.gradientbus.Importance;
import org.gradientbus.spi.FrameClaim;
import org.gradientbus.spi.Link;
import org.gradientbus.spi.Transport;
import org.gradientbus.spi.TransportContext;
import org.gradientbus.testkit.Await;
import org.gradientbus.testkit.TransportRig;
import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A datagram that is lost leaves a gap, behind which nothing is handed over until it is filled. */
class GapTest
{
    private static final int MAX_FRAME = 1024;
    private static final int LENGTH = 100;
    private static final int DATAGRAMS = 5;

    private final String domain = "gap-" + Long.toHexString(new Random().nextLong());
    private final List<Throwable> errors = new ArrayList<>();

    @Test
    void shouldWakeTheLoopOnlyWhenTheGapIsFilled()
    {
        UdpConfig receiver = UdpConfig.listen("127.0.0.1:0");
        TransportContext context = context(TransportRig.RECEIVER);
        TappedGuard guard = new TappedGuard(receiver, context);
        Transport receiving = new UdpTransport(receiver, context, guard);
        Transport sending = UdpConfig.listen("127.0.0.1:0").seeds(Endpoint.parse(receiving.endpoint()).at().toString())
            .open(context(TransportRig.SENDER));
        try (TransportRig rig = new TransportRig(sending, receiving, MAX_FRAME, errors))
        {
            Link link = rig.connect();
            guard.receiving.lost = GapTest::isFrame;
            FrameClaim claim = new FrameClaim();
            assertTrue(link.tryClaim(LENGTH, Importance.LOW, claim).isAccepted());
            link.commit(claim);

            rig.source().onSleep(true);
            Thread sleeper = new Thread(() -> rig.doorbell().sleepUnless(() -> false, Await.DEFAULT_LIMIT));
            sleeper.start();
            Await.until("a sleeper", rig.doorbell()::isSleeping);
            // A heartbeat tells how far the sender is.
            Await.until("a gap", () -> rig.source().claimedPosition() > rig.source().consumedPosition());
            long heard = guard.receiving.count();
            Await.until("datagrams behind the gap", () -> guard.receiving.count() > heard + DATAGRAMS);
            assertEquals(0, rig.doorbell().rings());

            guard.receiving.lost = (buffer) -> false;
            Await.until("what was sent again", () -> !sleeper.isAlive());
            assertEquals(1, rig.doorbell().rings());
            rig.source().onSleep(false);
            assertEquals(1, rig.source().poll((buffer, offset, length) -> assertEquals(LENGTH, length), 10));
        }
    }

    /** Not a heartbeat, and not of the control stream. */
    private static boolean isFrame(ByteBuffer datagram)
    {
        UnsafeBuffer bytes = new UnsafeBuffer(datagram, 0, datagram.position());
        return FrameDescriptor.frameType(bytes, 0) == HeaderFlyweight.HDR_TYPE_DATA &&
            DataHeaderFlyweight.streamId(bytes, 0) != Endpoint.CONTROL_STREAM &&
            bytes.getInt(0) > 0 && bytes.capacity() > DataHeaderFlyweight.HEADER_LENGTH;
    }

    private TransportContext context(long nodeId)
    {
        return new TransportContext(domain, nodeId, MAX_FRAME, SystemNanoClock.INSTANCE, errors::add);
    }
}
