package org.gradientbus.cli.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * The clock that budgets, timeouts and round trips are measured by.
 *
 * @param nanoClock to look at
 * @param source    the file in which Linux says where it comes from
 */
record Clocks(LongSupplier nanoClock, Path source)
{
    static final Path SOURCE_OF_LINUX =
        Path.of("/sys/devices/system/clocksource/clocksource0/current_clocksource");

    private static final String SUBJECT = "clock";
    private static final String UNKNOWN = "unknown source";
    private static final int READS = 200_000;
    private static final long COARSE_NS = 1_000;

    /** Read by a few instructions, without a call of the kernel. */
    private static final Set<String> FAST =
        Set.of("tsc", "kvm-clock", "hyperv_clocksource_tsc_page", "arch_sys_counter");

    static Clocks ofThisHost()
    {
        return new Clocks(System::nanoTime, SOURCE_OF_LINUX);
    }

    Finding look()
    {
        long smallestStepNs = Long.MAX_VALUE;
        long startNs = nanoClock.getAsLong();
        long lastNs = startNs;
        for (int i = 0; i < READS; i++)
        {
            long nowNs = nanoClock.getAsLong();
            if (nowNs - lastNs < 0)
            {
                return Finding.wrong(SUBJECT, "it went back by " + (lastNs - nowNs) + " ns",
                    "boot with another clocksource; " + source + " names the present one");
            }
            if (nowNs != lastNs)
            {
                smallestStepNs = Math.min(smallestStepNs, nowNs - lastNs);
            }
            lastNs = nowNs;
        }
        if (lastNs == startNs)
        {
            return Finding.wrong(SUBJECT, "it stood still for " + READS + " readings", "look for what holds it");
        }
        return judge(smallestStepNs, (lastNs - startNs) / READS, sourceName());
    }

    private static Finding judge(long stepNs, long readNs, String sourceName)
    {
        String found = sourceName + ", never back, steps of " + stepNs + " ns, " + readNs + " ns to read";
        if (stepNs > COARSE_NS || readNs > COARSE_NS)
        {
            return Finding.warning(SUBJECT, found + ": too coarse or too slow to measure what takes a microsecond",
                "boot with a faster clocksource, such as clocksource=tsc");
        }
        if (!sourceName.equals(UNKNOWN) && !FAST.contains(sourceName))
        {
            return Finding.warning(SUBJECT, found + "; that source is slow on most machines",
                "boot with a faster clocksource, such as clocksource=tsc");
        }
        return Finding.right(SUBJECT, found);
    }

    private String sourceName()
    {
        try
        {
            return Files.readString(source).strip();
        }
        catch (IOException notLinux)
        {
            return UNKNOWN;
        }
    }
}
