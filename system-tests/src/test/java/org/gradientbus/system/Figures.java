package org.gradientbus.system;

import org.junit.jupiter.api.TestInfo;

import java.util.Arrays;

/** What was seen: told, and never asserted, as it says as much of the machine as of the bus. */
final class Figures
{
    private Figures()
    {
    }

    static void tell(TestInfo test, String format, Object... values)
    {
        System.out.println("[figures] " + test.getDisplayName() + " " + String.format(format, values));
    }

    /** Median, 99th percentile and most, of nanoseconds, in microseconds. */
    static String us(long[] valuesNs)
    {
        if (valuesNs.length == 0)
        {
            return "(n=0)";
        }
        long[] sorted = valuesNs.clone();
        Arrays.sort(sorted);
        return String.format("p50=%.1f us p99=%.1f us max=%.1f us (n=%d)", sorted[sorted.length / 2] / 1e3,
            sorted[Math.min(sorted.length - 1, sorted.length * 99 / 100)] / 1e3, sorted[sorted.length - 1] / 1e3,
            sorted.length);
    }
}
