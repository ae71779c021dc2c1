package org.gradientbus.samples;

import org.gradientbus.Binding;
import org.gradientbus.Bus;
import org.gradientbus.DirectoryListener;
import org.gradientbus.Mailbox;
import org.gradientbus.MessageHandler;

import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Who is there, who comes, who goes: the present ones at once, then each change in order.
 */
public final class S06WatchTheDirectory
{
    /** Returns what was seen. */
    static List<String> run(PrintStream out)
    {
        final List<String> seen = new CopyOnWriteArrayList<>();
        final MessageHandler ignore = (buffer, offset, length, envelope) -> {};
        try (Bus bus = Bus.open())
        {
            bus.subscribe("printers/first", ignore);
            bus.watch("printers/*", new DirectoryListener()
            {
                @Override
                public void onUp(Binding binding)
                {
                    seen.add("up " + binding.address() + " at " + binding.rung());
                }

                @Override
                public void onDown(Binding binding)
                {
                    seen.add("down " + binding.address());
                }
            });
            final Mailbox second = bus.subscribe("printers/second", ignore);
            seen.add("found: " + bus.awaitService("printers/second", Duration.ofSeconds(10)));
            second.close();
        }
        seen.forEach(out::println);
        return seen;
    }

    public static void main(String[] args)
    {
        run(System.out);
    }
}
