package org.gradientbus.udp;

import org.agrona.concurrent.SystemNanoClock;
import org.gradientbus.Importance;
import org.gradientbus.spi.FrameClaim;
import org.gradientbus.spi.FrameHandler;
import org.gradientbus.spi.Link;
import org.gradientbus.spi.Transport;
import org.gradientbus.spi.TransportContext;
import org.gradientbus.spi.TransportProvider;
import org.gradientbus.testkit.AllocationMeter;
import org.gradientbus.testkit.TransportConformance;
import org.gradientbus.testkit.TransportRig;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;

import static org.junit.jupiter.api.Assertions.assertTrue;

/** The whole suite, as for every rung, over loopback. */
class UdpTransportTest extends TransportConformance
{
    private static final int FRAMES = 20_000;
    private static final int METERED = 10_000;
    private static final int METERED_LENGTH = 100;

    @Override
    protected TransportProvider provider()
    {
        return UdpConfig.listen("127.0.0.1:0").withConnectTimeout(Duration.ofSeconds(20));
    }

    /** The sender knows where the receiver is, as a seed. */
    @Override
    public TransportRig openRig(int maxFrameLength)
    {
        String domain = "conformance-" + Long.toHexString(new SplittableRandom().nextLong());
        List<Throwable> errors = new CopyOnWriteArrayList<>();
        Transport receiving = provider().open(new TransportContext(
            domain, TransportRig.RECEIVER, maxFrameLength, SystemNanoClock.INSTANCE, errors::add));
        String seed = Endpoint.parse(receiving.endpoint()).at().toString();
        Transport sending = UdpConfig.listen("127.0.0.1:0").seeds(seed)
            .withConnectTimeout(Duration.ofSeconds(20)).open(new TransportContext(
            domain, TransportRig.SENDER, maxFrameLength, SystemNanoClock.INSTANCE, errors::add));
        return new TransportRig(sending, receiving, maxFrameLength, errors);
    }

    @Override
    public int framesUnderStress()
    {
        return FRAMES;
    }

    @Override
    public Duration settling()
    {
        return Duration.ofMillis(200);
    }

    /** A claim is the sender's own until it is committed and has come over the wire. */
    @Override
    public boolean seesOpenClaims()
    {
        return false;
    }

    /** Nothing for each frame; Aeron's own timers, once a second, are not ours to count. */
    @Test
    @Override
    public void shouldAllocateNothingWhenFramesAreSentAndPolled()
    {
        try (TransportRig rig = openRig(maxFrameLength()))
        {
            Link link = rig.connect();
            FrameClaim claim = new FrameClaim();
            int[] arrived = new int[1];
            FrameHandler handler = (buffer, offset, length) -> arrived[0]++;
            long bytes = AllocationMeter.ofThisThread().bytesOf(METERED, () ->
            {
                arrived[0] = 0;
                while (!link.tryClaim(METERED_LENGTH, Importance.LOW, claim).isAccepted())
                {
                    Thread.onSpinWait();
                }
                link.commit(claim);
                if (link.tryClaim(METERED_LENGTH, Importance.LOW, claim).isAccepted())
                {
                    link.abort(claim);
                }
                while (arrived[0] == 0 || rig.source().hasWork())
                {
                    rig.source().poll(handler, 10);
                }
            });
            assertTrue(bytes < METERED / 10, () -> bytes + " bytes for " + METERED + " frames");
        }
    }

    @Override
    public int sealRounds()
    {
        return 10;
    }
}
