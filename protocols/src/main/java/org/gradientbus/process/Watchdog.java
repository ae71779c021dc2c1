package org.gradientbus.process;

import org.agrona.ErrorHandler;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Ends the children when this JVM has ended, in whatever way: a shell that reads a pipe of which this JVM holds the
 * other end, so that the kernel tells it. One for a supervisor.
 *
 * <pre>
 *   + 4711:88123   guard the process 4711, which started 88123 ticks after the machine
 *   - 4711:88123   it has ended: whoever has this pid next is nobody's business
 *   end of file    ask all that are guarded to end (TERM), and a second later end them (KILL)
 * </pre>
 *
 * <p>A pid alone would not do: it is given to another process sooner or later. A pid and a start are given once.
 */
final class Watchdog implements AutoCloseable
{
    private static final String SCRIPT = """
        trap '' HUP INT QUIT TERM
        set -f
        wards=
        start_of()
        {
            start=
            read -r stat < "/proc/$1/stat" && set -- ${stat##*) } && shift 19 && start=$1
        }
        signal_all()
        {
            for ward in $wards
            do
                start_of "${ward%%:*}"
                [ "$start" != "${ward#*:}" ] || kill "-$1" "${ward%%:*}"
            done
        }
        while read -r what which
        do
            case $what in
                +)
                    wards="$wards $which"
                    ;;
                -)
                    others=
                    for ward in $wards
                    do
                        [ "$ward" = "$which" ] || others="$others $ward"
                    done
                    wards=$others
                    ;;
            esac
        done
        if [ -n "$wards" ]
        then
            signal_all TERM
            sleep 1
            signal_all KILL
        fi
        """;

    private static final String NAME = "gradient-watchdog";
    private static final int FIELDS_BEFORE_START = 19;
    private static final int RESTARTS = 3;
    private static final long CLOSE_TIMEOUT_S = 5;

    private final ErrorHandler errorHandler;
    private final Map<Long, String> wards = new HashMap<>();
    private Process shell;
    private OutputStream pipe = OutputStream.nullOutputStream();
    private int restarts;
    private boolean isClosed;

    Watchdog(ErrorHandler errorHandler)
    {
        this.errorHandler = errorHandler;
    }

    /** When this returns, the process ends if this JVM does. It must not have been waited for yet. */
    synchronized void guard(long pid) throws IOException
    {
        String ward = pid + ":" + start(pid);
        wards.put(pid, ward);
        restarts = 0;
        if (isRunning() && told('+', ward))
        {
            return;
        }
        try
        {
            startShell();
        }
        catch (IOException unguarded)
        {
            wards.remove(pid);
            throw unguarded;
        }
    }

    /** The process has ended. */
    synchronized void release(long pid)
    {
        String ward = wards.remove(pid);
        if (ward != null && !isClosed)
        {
            // A shell that is gone needs not know, and the one in its place is told of the others only.
            told('-', ward);
        }
    }

    /** The shell's own pid; 0 when none was needed yet. */
    synchronized long pid()
    {
        return shell == null ? 0 : shell.pid();
    }

    @Override
    public void close()
    {
        Process last;
        synchronized (this)
        {
            if (isClosed || shell == null)
            {
                isClosed = true;
                return;
            }
            isClosed = true;
            last = shell;
            closePipe();
        }
        awaitEnd(last);
    }

    private boolean isRunning()
    {
        return shell != null && shell.isAlive();
    }

    private void startShell() throws IOException
    {
        closePipe();
        Process started = new ProcessBuilder("/bin/sh", "-c", SCRIPT, NAME)
            .directory(new File("/"))
            .redirectOutput(Redirect.DISCARD)
            .redirectError(Redirect.DISCARD)
            .start();
        shell = started;
        pipe = started.getOutputStream();
        for (String ward : wards.values())
        {
            if (!told('+', ward))
            {
                throw new IOException("the watchdog (/bin/sh) ended as soon as it was started");
            }
        }
        started.onExit().thenRun(() -> onEnd(started));
    }

    /** It was killed: another takes its place, but not for ever, as whatever killed it might go on. */
    private synchronized void onEnd(Process ended)
    {
        if (isClosed || ended != shell || wards.isEmpty())
        {
            return;
        }
        try
        {
            if (restarts == RESTARTS)
            {
                throw new IOException("the watchdog was killed " + (RESTARTS + 1) + " times: " + wards.size() +
                    " children outlive this JVM, unless another is spawned, which starts it again");
            }
            restarts++;
            startShell();
        }
        catch (IOException unguarded)
        {
            errorHandler.onError(unguarded);
        }
    }

    private boolean told(char what, String ward)
    {
        try
        {
            pipe.write((what + " " + ward + "\n").getBytes(StandardCharsets.US_ASCII));
            pipe.flush();
            return true;
        }
        catch (IOException gone)
        {
            return false;
        }
    }

    private void closePipe()
    {
        try
        {
            pipe.close();
        }
        catch (IOException gone)
        {
            // What could not be flushed was for a shell that is no more.
            return;
        }
    }

    /** With children that even KILL does not end (they wait for a device) it goes on until they do. */
    private void awaitEnd(Process last)
    {
        try
        {
            if (!last.waitFor(CLOSE_TIMEOUT_S, TimeUnit.SECONDS))
            {
                last.destroyForcibly();
                errorHandler.onError(new IOException("the watchdog did not end by itself, and was killed"));
            }
        }
        catch (InterruptedException interrupted)
        {
            Thread.currentThread().interrupt();
        }
    }

    /** Ticks from the start of the machine to that of the process. Source: proc(5), /proc/pid/stat, field 22. */
    private static String start(long pid)
    {
        try
        {
            String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
            return stat.substring(stat.lastIndexOf(')') + 2).split(" ")[FIELDS_BEFORE_START];
        }
        catch (IOException noSuchFileSystem)
        {
            return "";
        }
    }
}
