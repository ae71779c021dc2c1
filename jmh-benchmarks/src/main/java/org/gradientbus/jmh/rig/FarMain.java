package org.gradientbus.jmh.rig;

import org.gradientbus.jmh.peer.Common;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The far process of a job. It ends with its input, whatever became of the one who wrote there.
 *
 * <pre>
 *   far                              near
 *   open             -&gt;                              its end is made
 *   connected        -&gt;                              and has met this one
 *                    &lt;-   serve true                 round trips are to come
 *   serving          -&gt;
 *                    &lt;-   stop 1000                  when that many have come
 *   1000 4711 220    -&gt;                              so many came, their sum, nanoseconds without a core
 * </pre>
 */
final class FarMain
{
    private FarMain()
    {
    }

    /** Arguments: the job. */
    public static void main(String[] args) throws IOException
    {
        final PrintStream answers = System.out;
        // Whatever else is printed must not pass for an answer.
        System.setOut(System.err);
        final BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        try (Common common = new Common(); FarSide side = new FarSide(Job.of(List.of(args)), common))
        {
            answers.println("open");
            side.awaitOther();
            answers.println("connected");
            side.driveUntil(() -> isReady(commands));
            for (String line = commands.readLine(); line != null; line = commands.readLine())
            {
                final String[] words = line.split(" ");
                if (words[0].equals("serve"))
                {
                    side.serve(Boolean.parseBoolean(words[1]));
                    answers.println("serving");
                }
                else
                {
                    final Received received = side.stop(Long.parseLong(words[1]));
                    answers.println(received.count() + " " + received.sum() + " " + received.delayNs());
                }
            }
        }
    }

    private static boolean isReady(BufferedReader commands)
    {
        try
        {
            return commands.ready();
        }
        catch (final IOException gone)
        {
            throw new UncheckedIOException(gone);
        }
    }
}
