package org.gradientbus.testkit;

import org.agrona.concurrent.SystemNanoClock;
import org.gradientbus.Importance;
import org.gradientbus.Rung;
import org.gradientbus.SendStatus;
import org.gradientbus.spi.FrameClaim;
import org.gradientbus.spi.FrameHandler;
import org.gradientbus.spi.Link;
import org.gradientbus.spi.Source;
import org.gradientbus.spi.Transport;
import org.gradientbus.spi.TransportContext;
import org.gradientbus.spi.TransportProvider;
import org.junit.jupiter.api.Assumptions;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.function.LongFunction;

/**
 * What a conformance test stands on: a transport that sends, a transport that receives, and one source of the latter.
 * On the PROCESS rung the two are one; on every other rung they have nodes of their own, as two processes would.
 *
 * <p><b>Threads</b>: the rig belongs to the test's thread, which is the one that polls; links may go to other threads.
 */
public final class TransportRig implements AutoCloseable
{
    /** The loop whose source the rig opens. */
    public static final int LOOP = 3;

    /** The node id of the transport that receives. */
    public static final long RECEIVER = 0x0EC_E1FE5L;

    /** The node id of the transport that sends, where that is another one. */
    public static final long SENDER = 0x5E4D5L;

    private static final int POLL_LIMIT = 64;

    private final Transport sending;
    private final Transport receiving;
    private final int maxFrameLength;
    private final List<Throwable> errors;
    private final LongFunction<Transport> newcomer;
    private final List<Transport> newcomers = new ArrayList<>();
    private final Doorbell doorbell = new Doorbell();
    private final Source source;
    private final List<Link> links = new ArrayList<>();

    /**
     * Makes a rig of two open transports, and closes them with itself.
     *
     * @param sending        the transport of the sender, or the receiver's own where the rung is PROCESS
     * @param receiving      the transport of the receiver
     * @param maxFrameLength that both were opened with
     * @param errors         that the transports reported to their error handlers; they fail the test at close
     */
    public TransportRig(Transport sending, Transport receiving, int maxFrameLength, List<Throwable> errors)
    {
        this(sending, receiving, maxFrameLength, errors, null);
    }

    private TransportRig(
        Transport sending,
        Transport receiving,
        int maxFrameLength,
        List<Throwable> errors,
        LongFunction<Transport> newcomer)
    {
        this.sending = sending;
        this.receiving = receiving;
        this.maxFrameLength = maxFrameLength;
        this.errors = errors;
        this.newcomer = newcomer;
        source = receiving.openSource(LOOP, 0, doorbell);
    }

    /**
     * Opens a rig in a domain of its own.
     *
     * @param provider       of the rung under test
     * @param maxFrameLength the longest frame in bytes
     * @return the open rig
     */
    public static TransportRig open(TransportProvider provider, int maxFrameLength)
    {
        String domain = "conformance-" + Long.toHexString(new SplittableRandom().nextLong());
        List<Throwable> errors = new CopyOnWriteArrayList<>();
        TransportContext receiverContext =
            new TransportContext(domain, RECEIVER, maxFrameLength, SystemNanoClock.INSTANCE, errors::add);
        TransportContext senderContext =
            new TransportContext(domain, SENDER, maxFrameLength, SystemNanoClock.INSTANCE, errors::add);
        Transport receiving = provider.open(receiverContext);
        Transport sending = provider.rung() == Rung.PROCESS ? receiving : provider.open(senderContext);
        return new TransportRig(sending, receiving, maxFrameLength, errors, (nodeId) -> provider.open(
            new TransportContext(domain, nodeId, maxFrameLength, SystemNanoClock.INSTANCE, errors::add)));
    }

    /**
     * The transport that sends.
     *
     * @return the one that links are made by
     */
    public Transport sending()
    {
        return sending;
    }

    /**
     * The transport that receives.
     *
     * @return the owner of the source
     */
    public Transport receiving()
    {
        return receiving;
    }

    /**
     * The receiving end.
     *
     * @return the source of {@link #LOOP}
     */
    public Source source()
    {
        return source;
    }

    /**
     * The signal that the source was opened with.
     *
     * @return the doorbell
     */
    public Doorbell doorbell()
    {
        return doorbell;
    }

    /**
     * The longest frame.
     *
     * @return bytes
     */
    public int maxFrameLength()
    {
        return maxFrameLength;
    }

    /**
     * Makes a link to the source; the rig closes it.
     *
     * @return a new link
     */
    public Link connect()
    {
        Link link = sending.connect(receiving.endpoint(), LOOP);
        links.add(link);
        return link;
    }

    /** Makes a link to the source from one more node; the test is skipped where the rig cannot make one. */
    Link connectFrom(long nodeId)
    {
        Assumptions.assumeTrue(newcomer != null, "this rig has no more than two nodes");
        Transport node = newcomer.apply(nodeId);
        newcomers.add(node);
        Link link = node.connect(receiving.endpoint(), LOOP);
        links.add(link);
        return link;
    }

    /**
     * Sends one frame with a pattern of its id, and tries until it finds room.
     *
     * @param link   to send on
     * @param claim  of the calling thread
     * @param length of the frame
     * @param id     that determines every byte
     */
    static void send(Link link, FrameClaim claim, int length, long id)
    {
        while (!link.tryClaim(length, Importance.CRITICAL, claim).isAccepted())
        {
            if (Thread.currentThread().isInterrupted())
            {
                throw new AssertionError("interrupted while the link refused frame id=" + id);
            }
            Thread.yield();
        }
        FramePattern.write(claim.buffer(), claim.offset(), claim.length(), id);
        link.commit(claim);
    }

    /** Sends one frame if there is room, and tells the status. */
    static SendStatus offer(Link link, FrameClaim claim, int length, Importance importance, long id)
    {
        SendStatus status = link.tryClaim(length, importance, claim);
        if (status.isAccepted())
        {
            FramePattern.write(claim.buffer(), claim.offset(), claim.length(), id);
            link.commit(claim);
        }
        return status;
    }

    /** Polls until the condition holds, which is asked whenever nothing is left to poll. */
    void pollUntil(String what, Duration patience, FrameHandler handler, BooleanSupplier condition)
    {
        Await.until(what, patience, () ->
        {
            while (source.poll(handler, POLL_LIMIT) > 0)
            {
                Thread.onSpinWait();
            }
            return condition.getAsBoolean();
        });
    }

    /** Polls until so many frames were handed over, and no more. */
    void pollOnce(FrameHandler handler, int frames)
    {
        int[] left = {frames};
        Await.until(frames + " frames", () ->
        {
            left[0] -= source.poll(handler, left[0]);
            return left[0] == 0;
        });
    }

    /** Polls until the source has no work, and nothing is under way to it: it may have been lost, and be sent again. */
    void drain(Duration patience, FrameHandler handler)
    {
        pollUntil("an empty source, and links without a backlog", patience, handler, () ->
            !source.hasWork() && links.stream().allMatch((each) -> each.backlogBytes() == 0));
    }

    /**
     * Closes the links and the transports.
     *
     * @throws AssertionError when a transport reported an error
     */
    @Override
    public void close()
    {
        links.forEach(Link::close);
        source.close();
        newcomers.forEach(Transport::close);
        sending.close();
        receiving.close();
        if (!errors.isEmpty())
        {
            throw new AssertionError("the transport reported " + errors.size() + " errors", errors.get(0));
        }
    }
}
