package org.gradientbus.samples.pi;

import org.agrona.concurrent.UnsafeBuffer;
import org.gradientbus.Address;
import org.gradientbus.Bus;
import org.gradientbus.Envelope;
import org.gradientbus.Loop;
import org.gradientbus.LoopConfig;
import org.gradientbus.Mailbox;
import org.gradientbus.MailboxOptions;
import org.gradientbus.Sender;
import org.gradientbus.samples.Messages;
import org.gradientbus.samples.messages.CountPointsDecoder;
import org.gradientbus.samples.messages.CountPointsEncoder;
import org.gradientbus.samples.messages.MessageHeaderEncoder;
import org.gradientbus.samples.messages.PointsCountedEncoder;

import java.util.SplittableRandom;

/**
 * A worker of {@link MonteCarloPi}. It counts a batch of points for each message, reports it, and sends the rest of the
 * work to itself, so that no call of its handler takes long however many points it is to count.
 */
final class PointCounter implements AutoCloseable
{
    static final int POINTS_PER_REPORT = 1_000;

    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[64]);
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final CountPointsEncoder rest = new CountPointsEncoder();
    private final PointsCountedEncoder report = new PointsCountedEncoder();

    private final Bus bus;
    private final SplittableRandom random;
    private final Loop loop;
    private final Mailbox mailbox;
    private final Sender self;
    private final Sender printer;
    private boolean hasPrinter;
    private long reports;

    PointCounter(Bus bus, int instance, SplittableRandom random)
    {
        this.bus = bus;
        this.random = random;
        loop = bus.loop(LoopConfig.named("point-counter-" + instance));
        final MailboxOptions onOwnLoop = MailboxOptions.defaults().withLoop(loop);
        mailbox = bus.mailbox(Messages.dispatcher().on(new CountPointsDecoder(), this::onCountPoints), onOwnLoop);
        self = bus.sender(mailbox.port());
        printer = bus.sender(MonteCarloPi.PRINTER);
        mailbox.bind(Address.numbered(MonteCarloPi.WORKER_TYPE, instance));
    }

    /** How many results it sent; to be asked once it is closed. */
    long reports()
    {
        return reports;
    }

    @Override
    public void close()
    {
        loop.close();
        self.close();
        printer.close();
    }

    private void onCountPoints(CountPointsDecoder order, Envelope envelope)
    {
        awaitPrinter();
        final long points = order.points();
        final long total = Math.min(points, POINTS_PER_REPORT);
        report(Square.countInside(random, total), total);
        if (points > total)
        {
            rest.wrapAndApplyHeader(buffer, 0, header).points(points - total);
            self.send(buffer, 0, header.encodedLength() + rest.encodedLength(), MonteCarloPi.PATIENCE);
        }
    }

    private void awaitPrinter()
    {
        if (!hasPrinter)
        {
            hasPrinter = bus.awaitService(MonteCarloPi.PRINTER, MonteCarloPi.PATIENCE);
            if (!hasPrinter)
            {
                throw new IllegalStateException("no " + MonteCarloPi.PRINTER + " within " + MonteCarloPi.PATIENCE);
            }
        }
    }

    private void report(long inside, long total)
    {
        report.wrapAndApplyHeader(buffer, 0, header).inside(inside).total(total);
        printer.send(buffer, 0, header.encodedLength() + report.encodedLength(), MonteCarloPi.PATIENCE);
        reports++;
    }
}
