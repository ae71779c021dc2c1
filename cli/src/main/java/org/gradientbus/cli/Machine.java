package org.gradientbus.cli;

import com.sun.management.OperatingSystemMXBean;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * What the figures were measured on: without it they say nothing.
 *
 * @param cpu         the processor's model, or its architecture where the system does not tell the model
 * @param cores       that this JVM may use
 * @param memoryBytes of the machine, or of the container
 * @param kernel      name and version
 * @param jdk         virtual machine and version
 */
public record Machine(String cpu, int cores, long memoryBytes, String kernel, String jdk)
{
    private static final Path CPU_INFO = Path.of("/proc/cpuinfo");

    /**
     * Looks at this machine.
     *
     * @return what it is
     */
    public static Machine here()
    {
        return new Machine(
            cpuModel(),
            Runtime.getRuntime().availableProcessors(),
            ((OperatingSystemMXBean)ManagementFactory.getOperatingSystemMXBean()).getTotalMemorySize(),
            System.getProperty("os.name") + " " + System.getProperty("os.version"),
            System.getProperty("java.vm.name") + " " + Runtime.version());
    }

    private static String cpuModel()
    {
        String architecture = System.getProperty("os.arch");
        try (Stream<String> lines = Files.lines(CPU_INFO))
        {
            return lines
                .filter((line) -> line.startsWith("model name"))
                .map((line) -> line.substring(line.indexOf(':') + 1).trim())
                .findFirst()
                .orElse(architecture);
        }
        catch (IOException | UncheckedIOException notLinux)
        {
            return architecture;
        }
    }
}
