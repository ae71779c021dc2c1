package org.gradientbus.process;

import org.gradientbus.testkit.Await;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * What is left of the children of a JVM that is no more.
 */
class ParentDeathTest
{
    private static final int ROUNDS = 6;

    private final List<Process> parents = new ArrayList<>();
    private final List<Long> pids = new ArrayList<>();

    @AfterEach
    void leaveNothing()
    {
        parents.forEach(Process::destroyForcibly);
        pids.forEach((pid) -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
    }

    @Test
    void shouldEndChildrenOfEveryKindWhenParentIsKilled()
    {
        Process parent = parent(ParentProgram.ALL_KINDS);
        Map<String, Long> children = readPids(parent);
        assertTrue(Pids.isRunning(children.get("command")));
        assertTrue(Pids.isRunning(children.get("jvm")));
        assertTrue(Pids.isRunning(children.get("deaf")));
        assertEquals('T', Pids.state(children.get("stopped")));

        parent.destroyForcibly();

        List.of("command", "jvm", "deaf", "stopped", "watchdog")
            .forEach((name) -> Pids.awaitGone(name, children.get(name)));
        assertTrue(Pids.isRunning(children.get("outliving")));
    }

    @Test
    void shouldEndChildrenWhenParentExitsWithoutClosing() throws IOException
    {
        Process parent = parent(ParentProgram.ALL_KINDS);
        Map<String, Long> children = readPids(parent);

        parent.getOutputStream().close();

        List.of("command", "jvm", "deaf", "stopped", "watchdog")
            .forEach((name) -> Pids.awaitGone(name, children.get(name)));
        assertTrue(Pids.isRunning(children.get("outliving")));
    }

    @Test
    void shouldEndChildrenWhenWatchdogWasKilledBeforeParent()
    {
        Process parent = parent(ParentProgram.LOSES_WATCHDOG);
        readPids(parent);

        parent.destroyForcibly();

        pids.forEach((pid) -> Pids.awaitGone("one of " + pids, pid));
    }

    @Test
    @Timeout(120)
    void shouldLeaveNoChildWhenParentIsKilledAmidSpawning() throws IOException
    {
        long seed = System.nanoTime();
        System.out.println("ParentDeathTest seed=" + seed);
        Random random = new Random(seed);
        for (int round = 0; round < ROUNDS; round++)
        {
            // No other process sleeps for just as long.
            String argument = "600." + Long.toUnsignedString(random.nextLong());
            Process parent = parent(ParentProgram.SPAWNS_ON, argument);
            BufferedReader reader = parent.inputReader();
            for (int i = random.nextInt(20); i >= 0; i--)
            {
                assertTrue(reader.readLine().startsWith("child "));
            }

            parent.destroyForcibly();

            Pids.awaitGone("the parent", parent.pid());
            Await.untilEquals("children left", 0, () -> Pids.running(argument));
        }
    }

    @Test
    void shouldGuardNobodyWhenChildEndedBefore()
    {
        Process parent = parent(ParentProgram.ALL_KINDS);
        Map<String, Long> children = readPids(parent);

        assertFalse(Pids.isRunning(children.get("ended")));
    }

    private Process parent(String... args)
    {
        List<String> command = new ArrayList<>(List.of(
            System.getProperty("java.home") + "/bin/java",
            "-cp", System.getProperty("java.class.path"),
            ParentProgram.class.getName()));
        command.addAll(List.of(args));
        try
        {
            Process parent = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
            parents.add(parent);
            return parent;
        }
        catch (IOException failure)
        {
            throw new UncheckedIOException(failure);
        }
    }

    private Map<String, Long> readPids(Process parent)
    {
        Map<String, Long> byName = new LinkedHashMap<>();
        try
        {
            BufferedReader reader = parent.inputReader();
            for (String line = reader.readLine(); !"ready".equals(line); line = reader.readLine())
            {
                long pid = Long.parseLong(line.substring(line.indexOf(' ') + 1));
                byName.put(line.substring(0, line.indexOf(' ')), pid);
                pids.add(pid);
            }
        }
        catch (IOException failure)
        {
            throw new UncheckedIOException(failure);
        }
        return byName;
    }
}
