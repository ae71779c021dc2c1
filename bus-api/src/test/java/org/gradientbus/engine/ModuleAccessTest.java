package org.gradientbus.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.agrona.DirectBuffer;
import org.gradientbus.Bus;
import org.gradientbus.codecs.frame.FrameDecoder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Agrona on every JDK that this machine has, with the flag and without. */
class ModuleAccessTest
{
    private static final Path JDKS_ON_LINUX = Path.of("/usr/lib/jvm");
    private static final int LEAST_VERSION = 17;

    @TempDir
    private Path directory;

    /** How a child ended. */
    private record Ending(int status, String out, String err)
    {
    }

    @ParameterizedTest
    @MethodSource("jdks")
    void shouldRunWithoutAFlagWhenItMayOpenTheModule(Path jdk) throws Exception
    {
        assertEquals(new Ending(0, "heard hello\n", ""), run(jdk, true));
    }

    @ParameterizedTest
    @MethodSource("jdks")
    void shouldNameTheFlagWhenItMayNotOpenTheModule(Path jdk) throws Exception
    {
        final Ending ending = run(jdk, false);
        assertEquals(FlaglessHello.REFUSED, ending.status, ending.toString());
        assertTrue(ending.out.contains("start the JVM with " + ModuleAccess.FLAG), ending.out);
        assertEquals("", ending.err);
    }

    @ParameterizedTest
    @MethodSource("jdks")
    void shouldRunWhenItMayNotOpenTheModuleAndTheFlagIsGiven(Path jdk) throws Exception
    {
        assertEquals(new Ending(0, "heard hello\n", ""), run(jdk, false, ModuleAccess.FLAG.split(" ")));
    }

    private Ending run(Path jdk, boolean openModules, String... flags) throws Exception
    {
        final List<String> command = new ArrayList<>();
        command.add(jdk.resolve("bin/java").toString());
        command.addAll(List.of(flags));
        command.addAll(List.of("-cp", classPath(), FlaglessHello.class.getName(), Boolean.toString(openModules)));
        final File out = directory.resolve("out").toFile();
        final File err = directory.resolve("err").toFile();
        final ProcessBuilder builder = new ProcessBuilder(command).redirectOutput(out).redirectError(err);
        builder.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS"));
        final Process child = builder.start();
        try
        {
            assertTrue(child.waitFor(40, TimeUnit.SECONDS), "the child did not end");
        }
        finally
        {
            child.destroyForcibly();
        }
        return new Ending(child.exitValue(), Files.readString(out.toPath()), Files.readString(err.toPath()));
    }

    /** By what the classes were loaded from, since Surefire hides the class path in a manifest. */
    private static String classPath()
    {
        return Stream.of(Bus.class, FlaglessHello.class, FrameDecoder.class, DirectBuffer.class)
            .map(ModuleAccessTest::origin).distinct().collect(Collectors.joining(File.pathSeparator));
    }

    private static String origin(Class<?> type)
    {
        try
        {
            return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
        }
        catch (final URISyntaxException impossible)
        {
            throw new AssertionError(impossible);
        }
    }

    static Collection<Path> jdks() throws IOException
    {
        final Map<Path, Path> byRealPath = new TreeMap<>();
        final Path own = Path.of(System.getProperty("java.home"));
        byRealPath.put(own.toRealPath(), own);
        if (Files.isDirectory(JDKS_ON_LINUX))
        {
            try (DirectoryStream<Path> found = Files.newDirectoryStream(JDKS_ON_LINUX))
            {
                for (final Path each : found)
                {
                    if (Files.isExecutable(each.resolve("bin/java")) && version(each) >= LEAST_VERSION)
                    {
                        byRealPath.putIfAbsent(each.toRealPath(), each);
                    }
                }
            }
        }
        return byRealPath.values();
    }

    /** From the line {@code JAVA_VERSION="17.0.15"} of a JDK's release file; 0 when it has none. */
    private static int version(Path jdk) throws IOException
    {
        final Path release = jdk.resolve("release");
        if (!Files.isRegularFile(release))
        {
            return 0;
        }
        final String key = "JAVA_VERSION=\"";
        for (final String line : Files.readAllLines(release))
        {
            if (line.startsWith(key))
            {
                final String value = line.substring(key.length(), line.length() - 1);
                return value.startsWith("1.") ? 8 : Runtime.Version.parse(value).feature();
            }
        }
        return 0;
    }
}
