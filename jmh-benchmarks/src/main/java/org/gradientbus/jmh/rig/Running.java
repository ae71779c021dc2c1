package org.gradientbus.jmh.rig;

import org.agrona.IoUtil;
import org.gradientbus.Rung;
import org.gradientbus.jmh.Jvms;
import org.gradientbus.jmh.Place;
import org.gradientbus.jmh.Wire;
import org.gradientbus.jmh.peer.Peer;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * Carries out a plan, job after job, each in JVMs of its own. Leaves nothing behind, also when this JVM is told to end.
 */
final class Running implements AutoCloseable
{
    private final Plan plan;
    private final PrintWriter progress;
    private final Figures figures = new Figures();
    private final List<String> failures = new ArrayList<>();
    private final Thread hook = new Thread(this::cleanUp);
    private Wire wire;
    private Process process;
    private Path directory;
    private boolean isClosed;

    Running(Plan plan, PrintWriter progress)
    {
        this.plan = plan;
        this.progress = progress;
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** Measures all; what fails is told by {@link #failures}. */
    Figures run() throws IOException, InterruptedException
    {
        final Place network = plan.rungs().contains(Rung.NETWORK) ? openNetwork() : Place.memory();
        for (int run = 1; run <= plan.runs(); run++)
        {
            for (final Rung rung : plan.rungs())
            {
                final Place place = rung == Rung.NETWORK ? network : Place.memory();
                for (final int length : plan.lengths())
                {
                    for (final Peer peer : inTurn(plan.peersAt(rung), run))
                    {
                        progress.println("run " + run + " of " + plan.runs() + ": " + rung + ", " + length +
                            " bytes, " + peer.title());
                        measure(peer, rung, place, length);
                    }
                }
            }
        }
        return figures;
    }

    List<String> failures()
    {
        return failures;
    }

    /** Every second run goes the other way round, so that a drift favours nobody. */
    private static List<Peer> inTurn(List<Peer> peers, int run)
    {
        final List<Peer> inTurn = new ArrayList<>(peers);
        if (run % 2 == 0)
        {
            Collections.reverse(inTurn);
        }
        return inTurn;
    }

    private Place openNetwork() throws InterruptedException
    {
        if (!plan.isLoopback())
        {
            try
            {
                wire = new Wire();
                progress.println("NETWORK is two network namespaces with a pair of veth devices between them");
                return wire.place();
            }
            catch (final IOException notPossible)
            {
                progress.println("no network namespaces: " + notPossible.getMessage());
            }
        }
        progress.println("NETWORK IS NO WIRE, BUT LOOPBACK");
        return Place.loopback();
    }

    private void measure(Peer peer, Rung rung, Place place, int length) throws IOException, InterruptedException
    {
        final Job job = new Job(peer, rung, place, length, plan.idle(), openDirectory());
        try
        {
            for (final String line : run(command(job)))
            {
                if (Measured.isLine(line))
                {
                    final Measured measured = Measured.ofLine(line);
                    figures.add(new Cell(
                        rung, place.kind(), plan.idle(), length, peer.title(), measured.rate()), measured);
                }
            }
        }
        catch (final IOException failed)
        {
            failures.add(rung + ", " + length + " bytes, " + peer.title() + ": " + failed.getMessage());
            progress.println("FAILED: " + failed.getMessage());
        }
        finally
        {
            cleanUpJob();
        }
    }

    private List<String> command(Job job)
    {
        final List<String> before = new ArrayList<>(job.place().prefix(true));
        before.addAll(plan.prefix());
        final List<String> jvmArguments = new ArrayList<>(job.peer().jvmArguments());
        jvmArguments.addAll(plan.jvmArguments());
        final List<String> command = Jvms.command(before, jvmArguments, NearMain.class);
        command.add(String.join("\n", plan.prefix()));
        command.add(String.join("\n", plan.jvmArguments()));
        command.addAll(job.arguments());
        command.addAll(plan.schedule().arguments());
        return command;
    }

    private List<String> run(List<String> command) throws IOException, InterruptedException
    {
        final Process near = start(command);
        // What hangs must not keep the others waiting, nor the one who waits for the figures.
        near.onExit().orTimeout(plan.patienceSeconds(), TimeUnit.SECONDS).whenComplete((ended, late) ->
        {
            if (late != null)
            {
                near.descendants().forEach(ProcessHandle::destroyForcibly);
                near.destroyForcibly();
            }
        });
        final List<String> lines = near.inputReader().lines().toList();
        final int status = near.waitFor();
        if (status != 0)
        {
            throw new IOException("exit status " + status + " after " + lines.size() + " measurements");
        }
        return lines;
    }

    private synchronized Process start(List<String> command) throws IOException
    {
        beginNothingMore();
        process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        return process;
    }

    private synchronized Path openDirectory() throws IOException
    {
        beginNothingMore();
        directory = Jvms.newDirectory();
        return directory;
    }

    /** When this JVM is told to end, all is cleaned up, and its main thread must not begin anew until it has ended. */
    private void beginNothingMore()
    {
        while (isClosed)
        {
            LockSupport.park(this);
        }
    }

    private synchronized void cleanUpJob()
    {
        if (process != null)
        {
            // What still runs could still make files.
            final List<ProcessHandle> all =
                Stream.concat(process.descendants(), Stream.of(process.toHandle())).toList();
            all.forEach(ProcessHandle::destroyForcibly);
            all.forEach((each) -> each.onExit().join());
            process = null;
        }
        if (directory != null)
        {
            IoUtil.delete(directory.toFile(), true);
            directory = null;
        }
    }

    private synchronized void cleanUp()
    {
        isClosed = true;
        cleanUpJob();
        if (wire != null)
        {
            wire.close();
            wire = null;
        }
    }

    @Override
    public void close()
    {
        cleanUp();
        Runtime.getRuntime().removeShutdownHook(hook);
    }
}
