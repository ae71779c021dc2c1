package org.gradientbus.samples.pi;

import org.agrona.concurrent.UnsafeBuffer;
import org.gradientbus.Bus;
import org.gradientbus.BusConfig;
import org.gradientbus.Envelope;
import org.gradientbus.ReplyAddress;
import org.gradientbus.samples.Messages;
import org.gradientbus.samples.messages.MessageHeaderEncoder;
import org.gradientbus.samples.messages.PointsCountedDecoder;
import org.gradientbus.samples.messages.PointsSummedEncoder;
import org.gradientbus.samples.messages.SumPointsDecoder;

import java.io.PrintStream;
import java.util.Optional;

/**
 * The process that the workers of {@link PiAcrossProcesses} report to. It prints how near it has come each time the
 * points have doubled, answers who asks for the sums, and does not end by itself.
 */
public final class PrinterProcess
{
    private static final long FIRST_PRINT = 1_000_000;

    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[64]);
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final PointsSummedEncoder answer = new PointsSummedEncoder();
    private final PrintStream out;
    private Optional<ReplyAddress> asker = Optional.empty();
    private long wanted;
    private long inside;
    private long total;
    private long messages;
    private long firstNs;
    private long lastNs;
    private long nextPrint = FIRST_PRINT;

    private PrinterProcess(PrintStream out)
    {
        this.out = out;
    }

    /**
     * On this host.
     *
     * @param args the plan
     * @throws InterruptedException never
     */
    public static void main(String[] args) throws InterruptedException
    {
        serve(PiPlan.parse(args).config("printer"));
    }

    /**
     * Sums and prints until it is killed.
     *
     * @param config of its bus
     * @throws InterruptedException when the thread is interrupted
     */
    public static void serve(BusConfig config) throws InterruptedException
    {
        try (Bus bus = Bus.open(config))
        {
            open(bus, System.out);
            // For ever: whoever started it kills it.
            Thread.currentThread().join();
        }
    }

    /** Binds the service; it lives as long as the bus. */
    static void open(Bus bus, PrintStream out)
    {
        PrinterProcess printer = new PrinterProcess(out);
        bus.subscribe(MonteCarloPi.PRINTER, Messages.dispatcher()
            .on(new PointsCountedDecoder(), printer::onPointsCounted)
            .on(new SumPointsDecoder(), printer::onSumPoints));
    }

    private void onPointsCounted(PointsCountedDecoder report, Envelope envelope)
    {
        lastNs = System.nanoTime();
        firstNs = messages == 0 ? lastNs : firstNs;
        messages++;
        inside += report.inside();
        total += report.total();
        if (total >= nextPrint)
        {
            out.printf("printer: %.6f after %,d points%n", 4.0 * inside / total, total);
            nextPrint *= 2;
        }
        answerWhenComplete();
    }

    /** One asker at a time: a later one takes the place of an earlier. */
    private void onSumPoints(SumPointsDecoder question, Envelope envelope)
    {
        asker = Optional.of(envelope.replyAddress());
        wanted = question.points();
        answerWhenComplete();
    }

    private void answerWhenComplete()
    {
        if (asker.isPresent() && total >= wanted)
        {
            answer.wrapAndApplyHeader(buffer, 0, header)
                .inside(inside)
                .total(total)
                .messages(messages)
                .elapsedNs(lastNs - firstNs);
            asker.get().reply(buffer, 0, header.encodedLength() + answer.encodedLength());
            asker = Optional.empty();
        }
    }
}
