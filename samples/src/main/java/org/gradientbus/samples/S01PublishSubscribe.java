package org.gradientbus.samples;

import org.gradientbus.Bus;

import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * One publisher, many subscribers, by name. A mailbox may bind a pattern: {@code *} stands for one segment, {@code **}
 * at the end for any number.
 */
public final class S01PublishSubscribe
{
    /** Returns what each subscriber heard. */
    static List<String> run(PrintStream out)
    {
        final List<String> heard = new CopyOnWriteArrayList<>();
        try (Bus bus = Bus.open())
        {
            bus.subscribe("prices/eurusd", (buffer, offset, length, envelope) ->
                heard.add("euro: " + buffer.getStringWithoutLengthUtf8(offset, length)));
            bus.subscribe("prices/*", (buffer, offset, length, envelope) ->
                heard.add(envelope.address() + ": " + buffer.getStringWithoutLengthUtf8(offset, length)));

            final Duration patience = Duration.ofSeconds(10);
            bus.publisher("prices/eurusd").send("1.0842".getBytes(UTF_8), patience);
            bus.publisher("prices/gbpusd").send("1.2716".getBytes(UTF_8), patience);
        } // to close is to handle what is queued, so everything has been heard now
        heard.forEach(out::println);
        return heard;
    }

    public static void main(String[] args)
    {
        run(System.out);
    }
}
