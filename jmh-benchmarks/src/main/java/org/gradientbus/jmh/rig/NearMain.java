package org.gradientbus.jmh.rig;

import org.gradientbus.Rung;
import org.gradientbus.jmh.Jvms;
import org.gradientbus.jmh.peer.Common;

import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/**
 * The near process of a job: measures it, and prints a line for each measurement. {@link Bench} starts it, and it ends
 * with its input.
 */
final class NearMain
{
    private NearMain()
    {
    }

    /** Arguments: what the far JVM's command begins with, and its own arguments, a line each; the job; the schedule. */
    public static void main(String[] args) throws IOException
    {
        Jvms.endWithInput();
        final PrintStream results = System.out;
        System.setOut(System.err);
        final List<String> words = List.of(args);
        final Job job = Job.of(words.subList(2, 2 + Job.ARGUMENTS));
        final Schedule schedule = Schedule.of(words.subList(2 + Job.ARGUMENTS, words.size()));
        try (Common common = new Common();
            Far far = job.rung() == Rung.PROCESS ?
                new FarThread(job, common) : new FarJvm(job, lines(args[0]), jvmArguments(job, args[1]));
            Near near = new Near(job, far, common))
        {
            near.measure(schedule, (measured) -> results.println(measured.toLine()));
        }
        results.flush();
    }

    private static List<String> jvmArguments(Job job, String added)
    {
        final List<String> arguments = new ArrayList<>(job.peer().jvmArguments());
        arguments.addAll(lines(added));
        return arguments;
    }

    private static List<String> lines(String joined)
    {
        return joined.isEmpty() ? List.of() : List.of(joined.split("\n"));
    }
}
