package org.gradientbus.rdma.ucx;

import org.gradientbus.rdma.verbs.VerbsUnavailableException;
import org.openucx.jucx.NativeLibs;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The native side: jucx's own library, which its jar brings, and UCX, which the system has. A jucx that is newer than
 * its UCX calls what is not there, so versions are compared before anything is called.
 */
final class UcxLibrary
{
    /** The release of jucx that the parent pom pins; UCX promises that a later UCX does. */
    static final int LEAST_MAJOR = 1;
    static final int LEAST_MINOR = 12;

    private static final String REMEDY = "Install UCX " + LEAST_MAJOR + "." + LEAST_MINOR +
        " or a later 1.x; on Debian and Ubuntu: apt-get install libucx0";
    private static final Path MAPPINGS = Path.of("/proc/self/maps");
    private static final Pattern LIBRARY = Pattern.compile("\\S*/libucp\\.so\\S*");
    private static final Pattern VERSION =
        Pattern.compile("(?<![\\d._])(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})\\x00");

    private boolean isLoaded;
    private VerbsUnavailableException reason;

    /**
     * Loads it, the first time.
     *
     * @throws VerbsUnavailableException when that is not possible; the same each time
     */
    synchronized void load()
    {
        if (reason != null)
        {
            throw reason;
        }
        if (!isLoaded)
        {
            try
            {
                loadOnce();
                isLoaded = true;
            }
            catch (VerbsUnavailableException exception)
            {
                reason = exception;
                throw exception;
            }
        }
    }

    private static void loadOnce()
    {
        String platform = System.getProperty("os.name") + " " + System.getProperty("os.arch");
        if (!"Linux amd64".equals(platform))
        {
            throw new VerbsUnavailableException(
                "jucx has a library for Linux amd64, and this is " + platform + ": use another rung here");
        }
        try
        {
            NativeLibs.load();
        }
        catch (LinkageError error)
        {
            throw new VerbsUnavailableException("libucp.so.0 cannot be loaded. " + REMEDY, error);
        }
        checkVersion(loadedFrom(MAPPINGS).flatMap(UcxLibrary::versionOf));
    }

    /** What cannot be told is let pass: then it is UCX itself that warns. */
    static void checkVersion(Optional<int[]> version)
    {
        if (version.isPresent())
        {
            int[] parts = version.get();
            if (parts[0] != LEAST_MAJOR || parts[1] < LEAST_MINOR)
            {
                throw new VerbsUnavailableException(
                    "UCX " + parts[0] + "." + parts[1] + "." + parts[2] + " does not fit this jucx. " + REMEDY);
            }
        }
    }

    /** The file that libucp was loaded from, as the kernel says. */
    static Optional<Path> loadedFrom(Path mappings)
    {
        try
        {
            List<String> lines = Files.readAllLines(mappings, StandardCharsets.ISO_8859_1);
            for (String line : lines)
            {
                Matcher matcher = LIBRARY.matcher(line);
                if (matcher.find())
                {
                    return Optional.of(Path.of(matcher.group()));
                }
            }
        }
        catch (IOException ignore)
        {
            // Then nobody knows; see checkVersion.
        }
        return Optional.empty();
    }

    /** jucx cannot ask UCX for its version, but UCX has it among its strings; those of symbols follow a low line. */
    static Optional<int[]> versionOf(Path library)
    {
        try
        {
            String bytes = Files.readString(library, StandardCharsets.ISO_8859_1);
            Matcher matcher = VERSION.matcher(bytes);
            return matcher.find() ? Optional.of(new int[] {
                Integer.parseInt(matcher.group(1)),
                Integer.parseInt(matcher.group(2)),
                Integer.parseInt(matcher.group(3)) }) : Optional.empty();
        }
        catch (IOException ignore)
        {
            return Optional.empty();
        }
    }
}
