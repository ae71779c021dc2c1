package org.gradientbus.udp;

import org.gradientbus.testkit.Await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Another JVM with the class path of this one; it ends at the latest when it is closed, or this JVM ends. */
final class ChildJvm implements AutoCloseable
{
    private static final long PATIENCE_S = 30;

    /** Of those that live for a few seconds. */
    private static final List<String> QUICKLY_COMPILED = List.of("-XX:TieredStopAtLevel=1");

    private final Process process;
    private final Thread reader;
    private final List<String> lines = new CopyOnWriteArrayList<>();

    ChildJvm(Class<?> program, String... arguments) throws IOException
    {
        this(List.of(), program, arguments);
    }

    ChildJvm(List<String> prefix, Class<?> program, String... arguments) throws IOException
    {
        this(prefix, QUICKLY_COMPILED, program, arguments);
    }

    /** With a command before it, and flags of its own. */
    ChildJvm(List<String> prefix, List<String> flags, Class<?> program, String... arguments) throws IOException
    {
        List<String> command = new ArrayList<>(prefix);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(flags);
        command.addAll(List.of(
            "-XX:+UseSerialGC", "-Xmx64m",
            "--add-opens", "java.base/jdk.internal.misc=ALL-UNNAMED",
            "-cp", System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
            program.getName()));
        command.addAll(List.of(arguments));
        process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        reader = new Thread(this::read, "child-" + process.pid());
        reader.setDaemon(true);
        reader.start();
    }

    private void read()
    {
        try (BufferedReader out = process.inputReader())
        {
            out.lines().forEach(lines::add);
        }
        catch (IOException ignore)
        {
            // It has ended.
        }
    }

    /** What it has printed. */
    List<String> lines()
    {
        return lines;
    }

    /** One line of its input. */
    void tell(String line) throws IOException
    {
        OutputStream input = process.getOutputStream();
        input.write((line + "\n").getBytes(StandardCharsets.UTF_8));
        input.flush();
    }

    boolean isAlive()
    {
        return process.isAlive();
    }

    /** Ends its input, and waits until it has closed its bus and ended. */
    void end() throws IOException, InterruptedException
    {
        process.getOutputStream().close();
        awaitEnd();
    }

    void kill() throws InterruptedException
    {
        process.destroyForcibly();
        awaitEnd();
    }

    /** STOP or CONT. Whoever is told to stop has done so when this returns. */
    void signal(String name) throws IOException, InterruptedException
    {
        Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start();
        if (!kill.waitFor(PATIENCE_S, TimeUnit.SECONDS) || kill.exitValue() != 0)
        {
            throw new AssertionError("kill -" + name + " failed");
        }
        if (name.equals("STOP"))
        {
            // The signal is on its way to threads that run on other cores.
            Await.until("a process that stands still", this::isStopped);
        }
    }

    private boolean isStopped()
    {
        try (Stream<Path> threads = Files.list(Path.of("/proc", Long.toString(process.pid()), "task")))
        {
            return threads.allMatch(ChildJvm::isThreadStopped);
        }
        catch (IOException gone)
        {
            throw new UncheckedIOException(gone);
        }
    }

    /** The state stands behind the name, which is in parentheses. */
    private static boolean isThreadStopped(Path thread)
    {
        try
        {
            String stat = Files.readString(thread.resolve("stat"));
            return stat.startsWith("T", stat.lastIndexOf(')') + 2);
        }
        catch (IOException gone)
        {
            return true;
        }
    }

    private void awaitEnd() throws InterruptedException
    {
        if (!process.waitFor(PATIENCE_S, TimeUnit.SECONDS))
        {
            throw new AssertionError("the other JVM did not end within " + PATIENCE_S + " s");
        }
        // Then all that it said has been read.
        reader.join(TimeUnit.SECONDS.toMillis(PATIENCE_S));
    }

    @Override
    public void close()
    {
        process.destroyForcibly();
    }
}
