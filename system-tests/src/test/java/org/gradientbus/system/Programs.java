package org.gradientbus.system;

import org.gradientbus.Bus;
import org.gradientbus.BusConfig;
import org.gradientbus.BusEvent;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * What the programs of these tests share: they say what must not happen, do as they are told by lines, and end with
 * their parent.
 */
final class Programs
{
    /** Begins the names of nodes that are never killed: nobody may take them for dead. */
    static final String STEADY = "steady";

    private static final int FAILED = 3;

    private Programs()
    {
    }

    /** One line, whole, whichever thread says it. */
    static void say(String line)
    {
        synchronized (System.out)
        {
            System.out.println(line);
            System.out.flush();
        }
    }

    static Bus open(String hostDirectory, String name, Consumer<BusEvent.PeerGone> onDeath)
    {
        return Bus.open(config(hostDirectory, name, onDeath));
    }

    static BusConfig config(String hostDirectory, String name, Consumer<BusEvent.PeerGone> onDeath)
    {
        return HostDomain.config(Path.of(hostDirectory)).withNodeName(name)
            .withErrorHandler((error) -> say("error " + error))
            .withEventHandler((event) ->
            {
                if (event instanceof BusEvent.RungUnavailable)
                {
                    say("error " + event);
                }
                if (event instanceof BusEvent.PeerGone gone && !gone.saidGoodbye())
                {
                    if (gone.name().startsWith(STEADY))
                    {
                        say("taken for dead: " + gone);
                    }
                    onDeath.accept(gone);
                }
            });
    }

    /** Hands over each order until the parent has gone; "close" closes the bus and ends the program. */
    static void obey(Bus bus, BiConsumer<String, String[]> orders) throws IOException
    {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
        for (String line = in.readLine(); line != null; line = in.readLine())
        {
            String[] words = line.split(" ");
            if (words[0].equals("close"))
            {
                bus.close();
                say("closed");
                Runtime.getRuntime().halt(0);
            }
            try
            {
                orders.accept(words[0], words);
            }
            catch (RuntimeException failure)
            {
                say("failed " + failure);
            }
        }
        Runtime.getRuntime().halt(FAILED);
    }
}
