package org.gradientbus.cli.doctor;

import org.gradientbus.Bus;
import org.gradientbus.BusException;
import org.gradientbus.process.Exit;
import org.gradientbus.process.Output;
import org.gradientbus.process.ProcessSpec;
import org.gradientbus.process.Supervisor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * The Java that runs this, as a program would meet it that has only added the dependency.
 */
final class Jvm
{
    private static final String VERSION = "Java";
    private static final String OPENING = "jdk.internal.misc";
    private static final int LEAST_FEATURE = 17;
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private Jvm()
    {
    }

    static Finding version(Runtime.Version version)
    {
        String found = version.toString();
        return version.feature() >= LEAST_FEATURE ? Finding.right(VERSION, found) :
            Finding.wrong(VERSION, found + " is too old", "use Java " + LEAST_FEATURE + " or later");
    }

    /** This command's own jar asks for the opening, so only a JVM without it shows what others will see. */
    static Finding opening(ProcessSpec probe)
    {
        Path output = temporaryFile();
        try (Supervisor supervisor = Supervisor.open())
        {
            Optional<Exit> exit = supervisor
                .spawn(probe.withOutput(Output.toFile(output)).withErrors(Output.toFile(output)))
                .awaitExit(PATIENCE);
            return opening(exit, Files.readString(output).strip());
        }
        catch (IOException failure)
        {
            throw new UncheckedIOException(failure);
        }
        finally
        {
            output.toFile().delete();
        }
    }

    private static Finding opening(Optional<Exit> exit, String said)
    {
        if (exit.isPresent() && exit.get().isSuccess())
        {
            return Finding.right(OPENING, "a bus opens it to Agrona by itself: no flag needed");
        }
        String how = exit.map(Exit::toString).orElse("no answer within " + PATIENCE.toSeconds() + " s");
        return Finding.wrong(OPENING, "a JVM without flags does not get a bus (" + how + "): " + said,
            "add to its command line: --add-opens java.base/jdk.internal.misc=ALL-UNNAMED");
    }

    private static Path temporaryFile()
    {
        try
        {
            return Files.createTempFile("gradient-doctor", ".txt");
        }
        catch (IOException failure)
        {
            throw new UncheckedIOException(failure);
        }
    }

    static ProcessSpec probe()
    {
        return ProcessSpec.java(Probe.class);
    }

    /** Opens and closes a bus. */
    static final class Probe
    {
        private Probe()
        {
        }

        public static void main(String[] args)
        {
            try
            {
                Bus.open().close();
            }
            catch (BusException refusal)
            {
                System.out.println(refusal.getMessage());
                System.exit(1);
            }
        }
    }
}
