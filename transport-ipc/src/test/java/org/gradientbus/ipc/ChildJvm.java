package org.gradientbus.ipc;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Another JVM with the class path of this one; it ends at the latest when it is closed. */
final class ChildJvm implements AutoCloseable
{
    private static final long PATIENCE_S = 50;

    private final Process process;

    ChildJvm(Class<?> program, List<String> options, String... arguments) throws IOException
    {
        List<String> command = new ArrayList<>();
        command.add(ProcessHandle.current().info().command().orElse("java"));
        command.addAll(List.of("--add-opens", "java.base/jdk.internal.misc=ALL-UNNAMED",
            "-XX:-CreateCoredumpOnCrash", "-XX:ErrorFile=/dev/stderr", "-Xmx64m"));
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), program.getName()));
        command.addAll(List.of(arguments));
        process = new ProcessBuilder(command).inheritIO().start();
    }

    void kill() throws InterruptedException
    {
        process.destroyForcibly();
        awaitExit();
    }

    /** Its exit status; it is killed when it takes too long. */
    int awaitExit() throws InterruptedException
    {
        if (!process.waitFor(PATIENCE_S, TimeUnit.SECONDS))
        {
            process.destroyForcibly();
            throw new AssertionError("the other JVM did not end within " + PATIENCE_S + " s");
        }
        return process.exitValue();
    }

    boolean isAlive()
    {
        return process.isAlive();
    }

    @Override
    public void close()
    {
        process.destroyForcibly();
    }
}
