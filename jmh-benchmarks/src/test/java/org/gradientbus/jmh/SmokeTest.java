package org.gradientbus.jmh;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

import java.util.concurrent.TimeUnit;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Runs everything that measures, as shortly as can be: it says that none is broken, and nothing about speed.
 */
class SmokeTest
{
    private static final int CAPACITY = 64 * 1024;

    @Test
    void shouldRunEachBenchmark() throws RunnerException
    {
        final OptionsBuilder options = new OptionsBuilder();
        options
            .forks(0)
            .warmupIterations(0)
            .measurementIterations(1)
            .measurementTime(TimeValue.milliseconds(10))
            .param("length", "32")
            .param("receivers", "3")
            .param("mailboxes", "8")
            .param("bindings", "100")
            .param("capacity", Integer.toString(CAPACITY))
            .shouldFailOnError(true)
            .verbosity(VerboseMode.SILENT);

        assertFalse(new Runner(options.build()).run().isEmpty());
    }

    @ParameterizedTest
    @EnumSource
    void shouldCompareEachCell(Cell cell)
    {
        final long roundNs = TimeUnit.MILLISECONDS.toNanos(1);

        final String line = new RatioCell(cell, new RatioCell.Plan(32, CAPACITY, 1, roundNs, 1, roundNs)).measure();

        assertTrue(line.startsWith(cell.title), line);
    }
}
