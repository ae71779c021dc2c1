package org.gradientbus.process;

import org.gradientbus.BusException;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;

/**
 * Sends signals that Java has no call for: by the {@code kill} that every shell has built in.
 */
final class Kill
{
    private Kill()
    {
    }

    /** Returns false when there is no such process. */
    static boolean send(long pid, Signal signal)
    {
        ProcessBuilder kill = new ProcessBuilder(
            "/bin/sh", "-c", "kill \"-$0\" \"$1\"", Integer.toString(signal.number()), Long.toString(pid));
        try
        {
            int status = kill
                .redirectOutput(Redirect.DISCARD)
                .redirectError(Redirect.DISCARD)
                .start()
                .waitFor();
            if (status != 0 && ProcessHandle.of(pid).isPresent())
            {
                throw new BusException(signal + " was not sent to process " + pid + ": it is not ours to signal");
            }
            return status == 0;
        }
        catch (IOException noShell)
        {
            throw new BusException(signal + " was not sent to process " + pid + ": /bin/sh did not start", noShell);
        }
        catch (InterruptedException interrupted)
        {
            Thread.currentThread().interrupt();
            throw new BusException("interrupted while sending " + signal + " to process " + pid, interrupted);
        }
    }
}
