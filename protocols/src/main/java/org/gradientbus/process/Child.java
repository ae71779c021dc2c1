package org.gradientbus.process;

import java.time.Duration;
import java.util.Optional;

/**
 * A process that a {@link Supervisor} started, or could not start. Any thread may use it.
 */
public final class Child
{
    /** The pid of a child that could not start. */
    public static final long NO_PID = -1;

    private final Supervisor supervisor;
    private final ProcessSpec spec;
    private final Optional<Process> process;
    private volatile Optional<Exit> exit = Optional.empty();

    Child(Supervisor supervisor, ProcessSpec spec, Optional<Process> process)
    {
        this.supervisor = supervisor;
        this.spec = spec;
        this.process = process;
    }

    /**
     * What it was started from.
     *
     * @return the specification
     */
    public ProcessSpec spec()
    {
        return spec;
    }

    /**
     * The id that the operating system gave it. Another process may get the same one after this has ended.
     *
     * @return the pid; {@link #NO_PID} when it could not start
     */
    public long pid()
    {
        return process.map(Process::pid).orElse(NO_PID);
    }

    /**
     * What the JDK knows of it, such as the time it used.
     *
     * @return the handle; empty when it could not start
     */
    public Optional<ProcessHandle> handle()
    {
        return process.map(Process::toHandle);
    }

    /**
     * How it ended. To ask this does not take its end away from {@link Supervisor#awaitAny}.
     *
     * @return empty while it runs
     */
    public Optional<Exit> exit()
    {
        return exit;
    }

    /**
     * Waits until it has ended. Who is told by this is told: {@link Supervisor#awaitAny} does not tell it again.
     *
     * @param timeout how long to wait at most
     * @return how it ended; empty at the end of the timeout
     * @throws org.gradientbus.BusException when the thread is interrupted (its flag is kept)
     */
    public Optional<Exit> awaitExit(Duration timeout)
    {
        return supervisor.awaitExit(this, timeout);
    }

    /**
     * Sends it a signal.
     *
     * @param signal to send
     * @return false when it has ended already
     * @throws org.gradientbus.BusException as {@link Supervisor#kill}
     */
    public boolean kill(Signal signal)
    {
        if (process.isEmpty() || exit.isPresent() || !process.get().isAlive())
        {
            return false;
        }
        if (signal.equals(Signal.KILL))
        {
            process.get().destroyForcibly();
            return true;
        }
        if (signal.equals(Signal.TERM))
        {
            process.get().destroy();
            return true;
        }
        return Kill.send(pid(), signal);
    }

    @Override
    public String toString()
    {
        String what = spec.program() instanceof Program.JavaMain java ? java.mainClass() :
            ((Program.Command)spec.program()).name();
        return what + " (" + (process.isPresent() ? "pid " + pid() + ", " : "") +
            exit.map(Exit::toString).orElse("running") + ")";
    }

    void end(Exit how)
    {
        exit = Optional.of(how);
    }
}
