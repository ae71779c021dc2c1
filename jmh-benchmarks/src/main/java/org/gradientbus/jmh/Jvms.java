package org.gradientbus.jmh;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The JVMs that measure: what starts one, where its files are, and what ends it.
 */
public final class Jvms
{
    private Jvms()
    {
    }

    /** Where java is. */
    public static Path java()
    {
        return Path.of(System.getProperty("java.home"), "bin", "java");
    }

    /** A command that runs a class of this class path, after a prefix that says where. */
    public static List<String> command(List<String> prefix, List<String> jvmArguments, Class<?> main)
    {
        final List<String> command = new ArrayList<>(prefix);
        command.addAll(List.of(
            java().toString(),
            "--add-opens", "java.base/jdk.internal.misc=ALL-UNNAMED",
            // A peer's library asks for a logger, and there is none.
            "-Dslf4j.internal.verbosity=ERROR",
            "-cp", System.getProperty("java.class.path")));
        command.addAll(jvmArguments);
        command.add(main.getName());
        return command;
    }

    /** In memory, where that is a place of its own. */
    public static Path newDirectory() throws IOException
    {
        final Path memory = Path.of("/dev/shm");
        // Short, since it ends up in the names of sockets.
        final String prefix = "gb-";
        return Files.isWritable(memory) ?
            Files.createTempDirectory(memory, prefix) : Files.createTempDirectory(prefix);
    }

    /** Ends this JVM when its input ends, which it does with the one who started it. */
    public static void endWithInput()
    {
        Threads.start("leash", () ->
        {
            final InputStream in = System.in;
            while (in.read() >= 0)
            {
                // Nobody writes.
            }
            Runtime.getRuntime().halt(1);
            return null;
        });
    }
}
