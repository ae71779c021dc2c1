package org.gradientbus.process;

import org.gradientbus.testkit.Await;

import java.io.IOException;
import java.util.List;

/**
 * A JVM with children, for the tests that kill it. Prints the name and pid of each, then {@code ready}, and stays until
 * there is a line to read; then it exits without closing anything.
 */
final class ParentProgram
{
    static final String ALL_KINDS = "all-kinds";
    static final String LOSES_WATCHDOG = "loses-watchdog";
    static final String SPAWNS_ON = "spawns-on";

    private static final int MANY = 500;

    private ParentProgram()
    {
    }

    public static void main(String[] args) throws IOException
    {
        Supervisor supervisor = Supervisor.open();
        switch (args[0])
        {
            case ALL_KINDS -> spawnAllKinds(supervisor);
            case LOSES_WATCHDOG -> loseWatchdog(supervisor);
            default -> spawnOn(supervisor, args[1]);
        }
        tell("watchdog", supervisor.watchdogPid());
        System.out.println("ready");
        System.in.read();
        System.exit(0);
    }

    private static void spawnAllKinds(Supervisor supervisor)
    {
        ProcessSpec sleep = ProcessSpec.command("sleep", "600");
        tell("command", supervisor.spawn(sleep));
        tell("jvm", supervisor.spawn(ProcessSpec.java(Sleeper.class).withOutput(Output.discarded())));
        tell("deaf", supervisor.spawn(ProcessSpec.command("sh", "-c", "trap '' TERM; exec sleep 600")));
        Child stopped = supervisor.spawn(sleep);
        stopped.kill(Signal.STOP);
        tell("stopped", stopped);
        tell("ended", endedChild(supervisor));
        tell("outliving", supervisor.spawn(sleep.withOutlivesParent(true)));
    }

    private static Child endedChild(Supervisor supervisor)
    {
        Child ended = supervisor.spawn(ProcessSpec.command("true"));
        ended.awaitExit(Await.DEFAULT_LIMIT);
        return ended;
    }

    private static void loseWatchdog(Supervisor supervisor)
    {
        List<Child> children = supervisor.spawn(2, ProcessSpec.command("sleep", "600"));
        long first = supervisor.watchdogPid();
        supervisor.kill(first, Signal.KILL);
        Await.until("another watchdog", () -> supervisor.watchdogPid() != first);
        children.forEach((each) -> tell("child", each));
    }

    private static void spawnOn(Supervisor supervisor, String argument)
    {
        for (int i = 0; i < MANY; i++)
        {
            tell("child", supervisor.spawn(ProcessSpec.command("sleep", argument)));
        }
    }

    private static void tell(String name, Child child)
    {
        tell(name, child.pid());
    }

    private static void tell(String name, long pid)
    {
        System.out.println(name + " " + pid);
    }

    /** A JVM that does nothing, for ten minutes. */
    static final class Sleeper
    {
        private Sleeper()
        {
        }

        public static void main(String[] args) throws InterruptedException
        {
            Thread.currentThread().join(600_000);
        }
    }
}
