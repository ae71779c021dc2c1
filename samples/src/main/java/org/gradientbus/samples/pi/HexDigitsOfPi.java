package org.gradientbus.samples.pi;

import org.agrona.CloseHelper;
import org.gradientbus.Bus;

import java.util.ArrayList;
import java.util.List;

/**
 * Hexadecimal digits of π, eight by each message, spread over workers: an answer that can be wrong.
 *
 * <pre>
 *           ComputeDigits
 *   Sender --- in turn to {8082,1-n} ---&gt; worker {8082,1}  --+
 *                                    ---&gt; worker {8082,2}  --+-- DigitsComputed --&gt; the sender's return mailbox
 *                                    ---&gt; worker {8082,n}  --+
 * </pre>
 *
 * <p>The workers know nobody: each answers to the return address in the envelope.
 */
public final class HexDigitsOfPi
{
    static final int WORKER_TYPE = 8082;
    static final int DIGITS_PER_MESSAGE = 8;

    private HexDigitsOfPi()
    {
    }

    /**
     * What came out.
     *
     * @param digits            behind the point
     * @param isRight           are they those of π?
     * @param messages          that carried them
     * @param messagesByWorker  how many each worker had, in the order of their instances
     */
    public record Result(String digits, boolean isRight, int messages, List<Long> messagesByWorker)
    {
    }

    /**
     * The most digits that this program can check.
     *
     * @return how many it knows
     */
    public static int maxDigits()
    {
        return KnownDigits.OF_PI.length();
    }

    /**
     * Computes digits.
     *
     * @param bus     to run on; it stays open
     * @param workers how many, each on a loop of its own
     * @param digits  how many, 1 to {@link #maxDigits()}
     * @return the digits, and whether they are right
     * @throws IllegalStateException when a piece came back, or not all came within 10 s
     */
    public static Result run(Bus bus, int workers, int digits)
    {
        if (workers < 1)
        {
            throw new IllegalArgumentException("workers=" + workers + " must be at least 1");
        }
        if (digits < 1 || digits > maxDigits())
        {
            throw new IllegalArgumentException("digits=" + digits + " must be 1 to " + maxDigits());
        }
        final List<DigitWorker> crew = new ArrayList<>();
        final int messages = (digits + DIGITS_PER_MESSAGE - 1) / DIGITS_PER_MESSAGE;
        try (DigitCollector collector = new DigitCollector(bus, messages))
        {
            for (int i = 1; i <= workers; i++)
            {
                crew.add(new DigitWorker(bus, i));
            }
            collector.askFor("{" + WORKER_TYPE + ",1-" + workers + "}");
            final String computed = collector.await().substring(0, digits);
            CloseHelper.closeAll(crew); // a message is counted when its handler has returned, after the answer
            final List<Long> messagesByWorker = crew.stream().map(DigitWorker::messages).toList();
            return new Result(computed, KnownDigits.OF_PI.startsWith(computed), messages, messagesByWorker);
        }
        finally
        {
            CloseHelper.closeAll(crew);
        }
    }

    /**
     * Four workers, all the digits that can be checked.
     *
     * @param args none
     */
    public static void main(String[] args)
    {
        try (Bus bus = Bus.open())
        {
            final Result result = run(bus, 4, maxDigits());
            System.out.println("pi = 3." + result.digits());
            System.out.println((result.isRight() ? "right" : "WRONG") + ", by worker " + result.messagesByWorker());
        }
    }
}
