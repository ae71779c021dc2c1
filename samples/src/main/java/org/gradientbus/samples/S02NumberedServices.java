package org.gradientbus.samples;

import org.gradientbus.Bus;

import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * Services by number: a type, and an instance or a range of them. A publish to a range reaches every mailbox whose own
 * range it touches, each once.
 */
public final class S02NumberedServices
{
    /** Returns how many copies came to which mailbox, by the address they were sent to. */
    static Map<String, Map<String, Integer>> run(PrintStream out)
    {
        final Map<String, Map<String, Integer>> copies = new ConcurrentSkipListMap<>();
        try (Bus bus = Bus.open())
        {
            for (final String range : List.of("{7000,0-99}", "{7000,100-199}", "{7000,200-299}", "{7000,300-399}"))
            {
                bus.subscribe(range, (buffer, offset, length, envelope) ->
                    copies.computeIfAbsent(envelope.address().toString(), (to) -> new ConcurrentSkipListMap<>())
                        .merge(range, 1, Integer::sum));
            }
            for (final String to : List.of("{7000,42}", "{7000,99-100}", "{7000,150-250}", "{7000,0-399}"))
            {
                bus.publisher(to).send("who is there?".getBytes(UTF_8), Duration.ofSeconds(10));
            }
        }
        copies.forEach((to, byMailbox) -> out.println(to + " reached " + byMailbox.keySet()));
        return copies;
    }

    public static void main(String[] args)
    {
        run(System.out);
    }
}
