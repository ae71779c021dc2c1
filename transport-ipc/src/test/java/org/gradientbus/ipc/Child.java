package org.gradientbus.ipc;

import org.gradientbus.testkit.Await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/**
 * A {@link NodeProgram} in a process of its own.
 */
final class Child implements AutoCloseable
{
    /** Many processes that start at once have few cores. */
    private static final Duration PATIENCE = Duration.ofSeconds(100);

    private final Process process;
    private final PrintStream orders;
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final Thread reader = new Thread(this::read, "child");
    private String endpoint;

    private Child(Process process)
    {
        this.process = process;
        orders = new PrintStream(process.getOutputStream(), true);
        reader.setDaemon(true);
        reader.start();
    }

    static Child spawn(Path base, String domain, String... prefix)
    {
        List<String> command = new ArrayList<>(List.of(prefix));
        command.addAll(List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx64m", "-Xshare:auto",
            "--add-opens", "java.base/jdk.internal.misc=ALL-UNNAMED",
            "-cp", System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
            NodeProgram.class.getName(), base.toString(), domain));
        try
        {
            return new Child(new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start());
        }
        catch (IOException failure)
        {
            throw new UncheckedIOException(failure);
        }
    }

    static Child started(Path base, String domain)
    {
        Child child = spawn(base, domain);
        child.order("start");
        return child;
    }

    private void read()
    {
        try (BufferedReader in = process.inputReader())
        {
            String line = in.readLine();
            while (line != null)
            {
                lines.add(line);
                line = in.readLine();
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

    /** Waits for the child to say something, and tells the rest of that line; it counts as said once. */
    String await(String beginning)
    {
        Await.until(this + " to say: " + beginning, PATIENCE,
            () -> indexOf(beginning) >= 0 || !reader.isAlive());
        int index = indexOf(beginning);
        if (index < 0)
        {
            throw new AssertionError(this + " ended without saying: " + beginning + "; it said " + lines);
        }
        return lines.remove(index).substring(beginning.length()).trim();
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

    String ask(String words, String answer)
    {
        order(words);
        return await(answer);
    }

    boolean hasSaid(String line)
    {
        return lines.contains(line);
    }

    List<String> lines()
    {
        return lines;
    }

    String endpoint()
    {
        if (endpoint == null)
        {
            endpoint = await("opened");
        }
        return endpoint;
    }

    long pid()
    {
        return process.pid();
    }

    /** As kill -9. */
    void kill()
    {
        process.destroyForcibly();
        join();
    }

    void signal(String name)
    {
        try
        {
            new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
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

    int join()
    {
        try
        {
            if (!process.waitFor(20, TimeUnit.SECONDS))
            {
                throw new AssertionError(this + " does not end; it said " + lines);
            }
            return process.exitValue();
        }
        catch (InterruptedException interrupted)
        {
            throw new AssertionError("interrupted", interrupted);
        }
    }

    @Override
    public void close()
    {
        process.destroyForcibly();
        orders.close();
    }

    @Override
    public String toString()
    {
        return "child " + process.pid();
    }
}
