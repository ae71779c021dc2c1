package org.gradientbus.jmh;

import org.agrona.IoUtil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.opentest4j.TestAbortedException;

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
        compare(cell, 32, Place.memory());
    }

    @ParameterizedTest
    @EnumSource(names = {"PINGPONG", "ONEWAY", "PACED_QUIET"})
    void shouldCompareAllContendersOverANetwork(HostCell cell) throws IOException
    {
        compare(cell, 32, Place.loopback());
    }

    @Test
    void shouldCompareAllContendersBetweenNamespaces() throws IOException, InterruptedException
    {
        final Path directory = Jvms.newDirectory();
        try (Wire wire = openWire())
        {
            final HostPlan plan = plan(HostCell.PINGPONG, 1024, directory, wire.place());
            final List<String> command = Jvms.command(plan.place().prefix(true), List.of(), HostNear.class);
            command.addAll(List.of("1", "2", "2", ""));
            command.addAll(plan.arguments());
            final Process near = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
            final List<String> lines = near.inputReader().lines().toList();

            assertEquals(0, near.waitFor());
            assertEquals(Contender.at(plan.place()).size(), lines.size());
            lines.forEach((each) -> assertTrue(each.startsWith(plan.cell().title), each));
        }
        finally
        {
            IoUtil.delete(directory.toFile(), true);
        }
    }

    private static Wire openWire() throws InterruptedException
    {
        try
        {
            return new Wire();
        }
        catch (final IOException notPossible)
        {
            throw new TestAbortedException("network namespaces need root and iproute2", notPossible);
        }
    }

    private static void compare(HostCell cell, int length, Place place) throws IOException
    {
        final Path directory = Jvms.newDirectory();
        final HostPlan plan = plan(cell, length, directory, place);
        final ProcessHandle far;
        try (HostNear near = new HostNear(plan, List.of()))
        {
            far = near.far();
            final long roundNs = TimeUnit.MILLISECONDS.toNanos(2);

            final List<String> lines = new HostFigures(near, plan, 1, roundNs, roundNs).measure();

            assertEquals(Contender.at(place).size(), lines.size());
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
        final Path directory = Jvms.newDirectory();
        final List<ProcessHandle> before = ProcessHandle.current().children().toList();
        try
        {
            assertThrows(IllegalStateException.class,
                () -> new HostNear(plan(HostCell.PINGPONG, 32, directory, Place.memory()), List.of("-XX:NoSuchFlag")));
        }
        finally
        {
            IoUtil.delete(directory.toFile(), true);
        }
        assertEquals(before, ProcessHandle.current().children().filter(ProcessHandle::isAlive).toList());
    }

    private static HostPlan plan(HostCell cell, int length, Path directory, Place place)
    {
        return new HostPlan(cell, length, CAPACITY,
            place.isNetwork() ? HostPlan.NETWORK_TERM : HostPlan.termFor(CAPACITY), 16, directory, place,
            Contender.at(place));
    }
}
