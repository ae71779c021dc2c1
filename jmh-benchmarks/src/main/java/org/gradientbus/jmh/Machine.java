package org.gradientbus.jmh;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.TreeMap;

/**
 * What a figure is worth nothing without.
 */
public final class Machine
{
    private Machine()
    {
    }

    /** As it is now, a line for each thing that a figure depends on. */
    public static String describe()
    {
        return "CPU       " + cpu() + ", cores: " + Runtime.getRuntime().availableProcessors() + ", governor: " +
            governor() + "\n" +
            "OS        " + System.getProperty("os.name") + " " + System.getProperty("os.version") + ", load now: " +
            ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage() + "\n" +
            "JVM       " + Runtime.version() + ", " + System.getProperty("java.vm.name") + ", flags: " +
            ManagementFactory.getRuntimeMXBean().getInputArguments() + "\n" +
            "versions  " + new TreeMap<>(versions()) + "\n" +
            "nanoTime  " + nanoTimeNs() + " ns a call, twice in each round trip";
    }

    /** Who decides how fast the cores are clocked; virtual machines are not told. */
    private static String governor()
    {
        final Path governor = Path.of("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor");
        try
        {
            return Files.exists(governor) ? Files.readString(governor).strip() : "not told";
        }
        catch (final IOException cause)
        {
            throw new UncheckedIOException(cause);
        }
    }

    private static String cpu()
    {
        final Path cpus = Path.of("/proc/cpuinfo");
        try
        {
            return !Files.exists(cpus) ? System.getProperty("os.arch") : Files.readAllLines(cpus).stream()
                .filter((line) -> line.startsWith("model name"))
                .map((line) -> line.substring(line.indexOf(':') + 2))
                .findFirst()
                .orElse(System.getProperty("os.arch"));
        }
        catch (final IOException cause)
        {
            throw new UncheckedIOException(cause);
        }
    }

    /** Of a library that was built in. */
    public static String version(String library)
    {
        return versions().getProperty(library);
    }

    private static Properties versions()
    {
        try (InputStream in = Machine.class.getResourceAsStream("versions.properties"))
        {
            final Properties versions = new Properties();
            versions.load(in);
            return versions;
        }
        catch (final IOException cause)
        {
            throw new UncheckedIOException(cause);
        }
    }

    private static long nanoTimeNs()
    {
        final int calls = 1_000_000;
        final long startNs = System.nanoTime();
        long last = startNs;
        for (int i = 0; i < calls; i++)
        {
            last = System.nanoTime();
        }
        return (last - startNs) / calls;
    }
}
