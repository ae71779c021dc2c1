package org.gradientbus.udp;

import org.agrona.concurrent.SystemNanoClock;
import org.gradientbus.spi.Transport;
import org.gradientbus.spi.TransportContext;
import org.gradientbus.spi.TransportProvider;
import org.gradientbus.testkit.TransportConformance;
import org.gradientbus.testkit.TransportRig;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;

import static org.junit.jupiter.api.Assumptions.abort;

/** The whole suite, as for every rung, between two addresses of this host. */
abstract class UdpConformance extends TransportConformance
{
    private static final int FRAMES = 20_000;

    private final UdpConfig receiver;
    private final UdpConfig sender;

    UdpConformance(String receiverAddress, String senderAddress)
    {
        this(patient(receiverAddress), patient(senderAddress));
    }

    UdpConformance(UdpConfig receiver, UdpConfig sender)
    {
        this.receiver = receiver;
        this.sender = sender;
    }

    /** A machine that is busy with other things must not pass for a peer that is gone. */
    static UdpConfig patient(String address)
    {
        return UdpConfig.listen(address + ":0").withConnectTimeout(Duration.ofSeconds(20))
            .withPeerTimeout(Duration.ofSeconds(5));
    }

    @Override
    protected TransportProvider provider()
    {
        return receiver;
    }

    /** The sender knows where the receiver is, as a seed. */
    @Override
    public TransportRig openRig(int maxFrameLength)
    {
        String domain = "conformance-" + Long.toHexString(new SplittableRandom().nextLong());
        List<Throwable> errors = new CopyOnWriteArrayList<>();
        Transport receiving = receiver.open(new TransportContext(
            domain, TransportRig.RECEIVER, maxFrameLength, SystemNanoClock.INSTANCE, errors::add));
        String seed = Endpoint.parse(receiving.endpoint()).at().toString();
        Transport sending = sender.seeds(seed).open(new TransportContext(
            domain, TransportRig.SENDER, maxFrameLength, SystemNanoClock.INSTANCE, errors::add));
        return new TransportRig(sendingBy(sending), receiving, maxFrameLength, errors);
    }

    /** The transport whose links are tried. */
    Transport sendingBy(Transport transport)
    {
        return transport;
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

    /**
     * Aeron makes iterators until all of it is compiled at once, which a JVM with as many tests as this may never come
     * to. What a message costs is measured between JVMs that do nothing else.
     */
    @Test
    @Override
    public void shouldAllocateNothingWhenFramesAreSentAndPolled()
    {
        abort("FootprintTest of system-tests measures that, in JVMs of their own");
    }
}
