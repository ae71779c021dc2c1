package org.gradientbus.jmh;

import com.sun.management.OperatingSystemMXBean;

import java.lang.management.ManagementFactory;

/**
 * Says whether this process had the cores that it could use, since it was made.
 */
final class ProcessorTime
{
    private static final OperatingSystemMXBean SYSTEM =
        (OperatingSystemMXBean)ManagementFactory.getOperatingSystemMXBean();

    private static final double CALM_SHARE = 0.95;

    private final double cores;
    private final long startNs = System.nanoTime();
    private final long startCpuNs = SYSTEM.getProcessCpuTime();

    /** For so many threads that want a core all the time. */
    ProcessorTime(int threads)
    {
        cores = Math.min(threads, SYSTEM.getAvailableProcessors());
    }

    boolean isCalm()
    {
        final long cpuNs = SYSTEM.getProcessCpuTime() - startCpuNs;
        return cpuNs >= CALM_SHARE * cores * (System.nanoTime() - startNs);
    }
}
