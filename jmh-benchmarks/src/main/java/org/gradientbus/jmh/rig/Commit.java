package org.gradientbus.jmh.rig;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What is measured, as git calls it.
 */
final class Commit
{
    private Commit()
    {
    }

    /** That of the folder in which this was built, and whether there is more than that. */
    static String here()
    {
        try
        {
            final String commit = git("rev-parse", "--short=12", "HEAD");
            return commit.isEmpty() ? "not told" :
                commit + (git("status", "--porcelain", "-uno").isEmpty() ? "" : ", and changes that are not committed");
        }
        catch (final IOException noGit)
        {
            return "not told";
        }
    }

    private static File folder()
    {
        try
        {
            return new File(Commit.class.getProtectionDomain().getCodeSource().getLocation().toURI()).getParentFile();
        }
        catch (final URISyntaxException impossible)
        {
            throw new IllegalStateException(impossible);
        }
    }

    /** What it says; nothing where there is nothing. */
    private static String git(String... arguments) throws IOException
    {
        final List<String> command = new ArrayList<>(List.of("git"));
        command.addAll(List.of(arguments));
        final Process process = new ProcessBuilder(command)
            .directory(folder())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    }
}
