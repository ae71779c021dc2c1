package org.gradientbus.jmh;

import org.agrona.IoUtil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Runs each comparison between two processes as shortly as can be: it says that none is broken, nothing about speed.
 */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HostSmokeTest
{
    private static final int CAPACITY = 64 * 1024;

    @ParameterizedTest
    @EnumSource
    void shouldCompareAllContendersInEachCell(HostCell cell) throws IOException
    {
        final Path directory = HostRatios.newDirectory();
        final ProcessHandle far;
        try (HostNear near = new HostNear(plan(cell, directory), List.of()))
        {
            far = near.far();
            final long roundNs = TimeUnit.MILLISECONDS.toNanos(2);

            final List<String> lines = new HostFigures(near, plan(cell, directory), 1, roundNs, roundNs).measure();

            assertEquals(Contender.values().length, lines.size());
            lines.forEach((each) -> assertTrue(each.startsWith(cell.title), each));
        }
        finally
        {
            IoUtil.delete(directory.toFile(), true);
        }
        assertFalse(far.isAlive());
        assertFalse(Files.exists(directory));
    }

    @Test
    void shouldEndTheFarProcessWhenItDoesNotDoAsExpected() throws IOException
    {
        final Path directory = HostRatios.newDirectory();
        final List<ProcessHandle> before = ProcessHandle.current().children().toList();
        try
        {
            assertThrows(IllegalStateException.class,
                () -> new HostNear(plan(HostCell.PINGPONG, directory), List.of("-XX:NoSuchFlag")));
        }
        finally
        {
            IoUtil.delete(directory.toFile(), true);
        }
        assertEquals(before, ProcessHandle.current().children().filter(ProcessHandle::isAlive).toList());
    }

    private static HostPlan plan(HostCell cell, Path directory)
    {
        return new HostPlan(
            cell, 32, CAPACITY, HostPlan.termFor(CAPACITY), 16, directory, List.of(Contender.values()));
    }
}
