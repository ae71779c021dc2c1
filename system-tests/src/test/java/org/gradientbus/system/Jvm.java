package org.gradientbus.system;

import org.gradientbus.testkit.Await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/**
 * A program in a JVM of its own, told by lines on its standard input and telling by lines on its standard output. It
 * ends when this JVM does: its input is at its end then.
 */
final class Jvm
{
    /** Met only by a test that fails; a machine may be busy with dozens of JVMs that start. */
    static final Duration PATIENCE = Duration.ofSeconds(100);

    private final Process process;
    private final PrintStream orders;
    private final String what;
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final Thread reader;

    private Jvm(Process process, String what)
    {
        this.process = process;
        this.what = what;
        orders = new PrintStream(process.getOutputStream(), true);
        reader = new Thread(this::read, "output of " + this);
        reader.setDaemon(true);
        reader.start();
    }

    /** Cheap to start: these live for a second, and there are hundreds of them. */
    static Jvm start(Class<?> program, List<String> flags, String... arguments)
    {
        List<String> command = new ArrayList<>(List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC", "-Xmx48m", "-Xshare:auto",
            // What it keeps in /tmp would stay there after a kill.
            "-XX:-UsePerfData"));
        command.addAll(flags);
        command.addAll(List.of(
            "-cp", System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
            program.getName()));
        command.addAll(List.of(arguments));
        try
        {
            return new Jvm(new ProcessBuilder(command).redirectErrorStream(true).start(),
                program.getSimpleName() + List.of(arguments));
        }
        catch (IOException failure)
        {
            throw new UncheckedIOException(failure);
        }
    }

    private void read()
    {
        try (BufferedReader in = process.inputReader())
        {
            for (String line = in.readLine(); line != null; line = in.readLine())
            {
                lines.add(line);
            }
        }
        catch (IOException ended)
        {
            // As at the end.
        }
    }

    void order(String words)
    {
        orders.println(words);
    }

    /** Waits for a line that begins so, and tells the rest of it; it counts as said once. */
    String await(String beginning)
    {
        Await.until(this + " to say: " + beginning, PATIENCE, () -> indexOf(beginning) >= 0 || hasEnded());
        int index = indexOf(beginning);
        if (index < 0)
        {
            throw new AssertionError(this + " ended without saying: " + beginning + "; it said " + lines);
        }
        return lines.remove(index).substring(beginning.length()).trim();
    }

    String ask(String words, String answer)
    {
        order(words);
        return await(answer);
    }

    /** What it has said and nobody has asked for: nothing, as long as all is well. */
    List<String> untold()
    {
        return List.copyOf(lines);
    }

    private int indexOf(String beginning)
    {
        for (int i = 0; i < lines.size(); i++)
        {
            if (lines.get(i).startsWith(beginning))
            {
                return i;
            }
        }
        return -1;
    }

    /** All that it said has been read then, which may be a moment after its end. */
    private boolean hasEnded()
    {
        return !reader.isAlive();
    }

    /** Fails at once, with what it said, in place of waiting for one that has failed. */
    void requireWell()
    {
        if (hasEnded() || lines.stream().anyMatch((each) -> each.startsWith("failed") || each.startsWith("error")))
        {
            throw new AssertionError(this + (process.isAlive() ? " runs" : " has ended") + "; it said " + lines);
        }
    }

    boolean isAlive()
    {
        return process.isAlive();
    }

    /** As kill -9; does not wait. */
    void kill()
    {
        process.destroyForcibly();
    }

    void killAndJoin()
    {
        kill();
        join();
    }

    /** As kill -STOP or kill -CONT. */
    void signal(String name)
    {
        try
        {
            int status = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
            if (status != 0)
            {
                throw new AssertionError("kill -" + name + " of " + this + " ended in " + status);
            }
        }
        catch (IOException failure)
        {
            throw new UncheckedIOException(failure);
        }
        catch (InterruptedException interrupted)
        {
            throw new AssertionError("interrupted", interrupted);
        }
    }

    void join()
    {
        try
        {
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS))
            {
                throw new AssertionError(this + " does not end; it said " + lines);
            }
        }
        catch (InterruptedException interrupted)
        {
            throw new AssertionError("interrupted", interrupted);
        }
    }

    ProcessHandle handle()
    {
        return process.toHandle();
    }

    /** The processor time that it has used. */
    long cpuNs()
    {
        return process.toHandle().info().totalCpuDuration().orElseThrow().toNanos();
    }

    /** A line of {@code /proc/<pid>/status} in kilobytes, such as {@code VmRSS}. */
    long statusKb(String name)
    {
        try
        {
            return Files.readAllLines(Path.of("/proc", Long.toString(process.pid()), "status")).stream()
                .filter((line) -> line.startsWith(name + ":"))
                .mapToLong((line) -> Long.parseLong(line.replaceAll("\\D", ""))).findFirst().orElseThrow();
        }
        catch (IOException failure)
        {
            throw new UncheckedIOException(failure);
        }
    }

    @Override
    public String toString()
    {
        return what + " (pid " + process.pid() + ")";
    }
}
