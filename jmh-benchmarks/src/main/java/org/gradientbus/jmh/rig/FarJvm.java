package org.gradientbus.jmh.rig;

import org.gradientbus.jmh.Jvms;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A far end in a process of its own, which is told line by line what to do: see {@link FarMain}.
 */
final class FarJvm implements Far
{
    private static final long PATIENCE_S = 20;

    private final Process process;
    private final BufferedReader answers;
    private final PrintStream commands;

    FarJvm(Job job, List<String> prefix, List<String> jvmArguments) throws IOException
    {
        final List<String> before = new ArrayList<>(job.place().prefix(false));
        before.addAll(prefix);
        final List<String> command = Jvms.command(before, jvmArguments, FarMain.class);
        command.addAll(job.arguments());
        process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        commands = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
        try
        {
            expect("open");
        }
        catch (final IOException | RuntimeException failed)
        {
            process.destroyForcibly();
            throw failed;
        }
    }

    @Override
    public void awaitOther() throws IOException
    {
        expect("connected");
    }

    @Override
    public void serve(boolean shouldAnswer) throws IOException
    {
        commands.println("serve " + shouldAnswer);
        expect("serving");
    }

    @Override
    public Received stop(long expected, Runnable meanwhile) throws IOException
    {
        commands.println("stop " + expected);
        while (!answers.ready() && process.isAlive())
        {
            meanwhile.run();
        }
        final String[] words = answer().split(" ");
        return new Received(Long.parseLong(words[0]), Long.parseLong(words[1]), Long.parseLong(words[2]));
    }

    private void expect(String word) throws IOException
    {
        final String line = answer();
        if (!line.equals(word))
        {
            throw new IllegalStateException("the far end says '" + line + "' instead of '" + word + "'");
        }
    }

    private String answer() throws IOException
    {
        final String line = answers.readLine();
        if (line == null)
        {
            throw new IllegalStateException("the far end is gone");
        }
        return line;
    }

    /** It ends with its input. */
    @Override
    public void close()
    {
        commands.close();
        try
        {
            if (!process.waitFor(PATIENCE_S, TimeUnit.SECONDS))
            {
                process.destroyForcibly();
            }
        }
        catch (final InterruptedException interrupted)
        {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
