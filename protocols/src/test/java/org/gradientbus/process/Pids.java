package org.gradientbus.process;

import org.gradientbus.testkit.Await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What the kernel says of a process, child of this JVM or not.
 */
final class Pids
{
    private Pids()
    {
    }

    /** Does it run? One that has ended and whose end nobody has asked for yet does not, though it has a pid. */
    static boolean isRunning(long pid)
    {
        char state = state(pid);
        return state != 'Z' && state != 'X';
    }

    /** Its state as ps prints it: S sleeping, T stopped, Z ended; X when it is gone. */
    static char state(long pid)
    {
        try
        {
            String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
            return stat.charAt(stat.lastIndexOf(')') + 2);
        }
        catch (IOException gone)
        {
            return 'X';
        }
    }

    static void awaitGone(String what, long pid)
    {
        Await.until(what + " (pid " + pid + ") to be gone", () -> !isRunning(pid));
    }

    /** Processes with an argument that no other process has. */
    static long running(String argument)
    {
        return ProcessHandle.allProcesses()
            .filter((each) -> arguments(each.pid()).contains(argument))
            .filter((each) -> isRunning(each.pid()))
            .count();
    }

    private static String arguments(long pid)
    {
        try
        {
            return Files.readString(Path.of("/proc", Long.toString(pid), "cmdline"));
        }
        catch (IOException gone)
        {
            return "";
        }
    }
}
