package org.gradientbus.samples;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.gradientbus.Bus;
import org.gradientbus.Requester;
import org.gradientbus.SendException;

import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * A question and its answer: blocking, or as a future. When there is nobody to ask, that is told at once.
 */
public final class S04RequestReply
{
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** Returns the answers. */
    static List<String> run(PrintStream out)
    {
        final List<String> answers = new ArrayList<>();
        try (Bus bus = Bus.open(); Requester shout = bus.requester("shout"))
        {
            bus.subscribe("shout", (buffer, offset, length, envelope) ->
            {
                final String question = buffer.getStringWithoutLengthUtf8(offset, length);
                envelope.reply(new UnsafeBuffer(question.toUpperCase().getBytes(UTF_8)), 0, length);
            });

            final DirectBuffer hello = new UnsafeBuffer("hello".getBytes(UTF_8));
            final DirectBuffer answer = shout.call(hello, 0, 5, PATIENCE);
            answers.add(answer.getStringWithoutLengthUtf8(0, answer.capacity()));
            answers.add(shout.request(hello, 0, 4, PATIENCE)
                .thenApply((reply) -> reply.getStringWithoutLengthUtf8(0, reply.capacity())).join());
            bus.requester("whisper").call(hello, 0, 5, PATIENCE);
        }
        catch (final SendException refused)
        {
            answers.add("whisper: " + refused.status());
        }
        answers.forEach(out::println);
        return answers;
    }

    public static void main(String[] args)
    {
        run(System.out);
    }
}
