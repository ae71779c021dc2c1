package org.gradientbus.udp;

import org.agrona.concurrent.SystemNanoClock;
import org.gradientbus.spi.Transport;
import org.gradientbus.spi.TransportContext;
import org.gradientbus.spi.TransportProvider;
import org.gradientbus.testkit.TransportConformance;
import org.gradientbus.testkit.TransportRig;

import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;

/** The whole suite, as for every rung, over loopback. */
class UdpTransportTest extends TransportConformance
{
    private static final int FRAMES = 20_000;

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
        UdpConfig config = UdpConfig.listen("127.0.0.1:0").seeds(seed).withConnectTimeout(Duration.ofSeconds(20));
        Transport sending = config.open(new TransportContext(
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
        return Duration.ofMillis(100);
    }

    /** A claim is the sender's own until it is committed and has come over the wire. */
    @Override
    public boolean seesOpenClaims()
    {
        return false;
    }

    @Override
    public int sealRounds()
    {
        return 10;
    }
}
