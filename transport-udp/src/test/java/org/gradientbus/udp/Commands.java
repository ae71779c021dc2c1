package org.gradientbus.udp;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Programs of this machine that are run to their end. */
final class Commands
{
    private static final long PATIENCE_S = 30;

    private Commands()
    {
    }

    /**
     * Runs one.
     *
     * @return what it printed
     * @throws IOException when there is no such program, it fails, or it does not end
     */
    static String run(String... command) throws IOException, InterruptedException
    {
        Process process = new ProcessBuilder(List.of(command)).redirectErrorStream(true).start();
        process.getOutputStream().close();
        if (!process.waitFor(PATIENCE_S, TimeUnit.SECONDS))
        {
            process.destroyForcibly();
            throw new IOException(String.join(" ", command) + " did not end within " + PATIENCE_S + " s");
        }
        // All of it fits the pipe: these programs say a few lines.
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.exitValue() != 0)
        {
            throw new IOException(String.join(" ", command) + " failed: " + said.strip());
        }
        return said;
    }

    /** Removes network namespaces, with all that is in them, and those that were never made as well. */
    static void removeNamespaces(List<String> names)
    {
        for (String each : names)
        {
            try
            {
                run("ip", "netns", "del", each);
            }
            catch (IOException ignore)
            {
                // It was never made.
            }
            catch (InterruptedException e)
            {
                Thread.currentThread().interrupt();
            }
        }
    }
}
