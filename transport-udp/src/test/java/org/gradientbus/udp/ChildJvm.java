package org.gradientbus.udp;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Another JVM with the class path of this one; it ends at the latest when it is closed, or this JVM ends. */
final class ChildJvm implements AutoCloseable
{
    private static final long PATIENCE_S = 30;

    private final Process process;

    ChildJvm(Class<?> program, String... arguments) throws IOException
    {
        List<String> command = new ArrayList<>(List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx64m",
            "--add-opens", "java.base/jdk.internal.misc=ALL-UNNAMED",
            "-cp", System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
            program.getName()));
        command.addAll(List.of(arguments));
        process = new ProcessBuilder(command)
            .redirectOutput(ProcessBuilder.Redirect.INHERIT)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    }

    void kill() throws InterruptedException
    {
        process.destroyForcibly();
        if (!process.waitFor(PATIENCE_S, TimeUnit.SECONDS))
        {
            throw new AssertionError("the other JVM did not end within " + PATIENCE_S + " s");
        }
    }

    @Override
    public void close()
    {
        process.destroyForcibly();
    }
}
