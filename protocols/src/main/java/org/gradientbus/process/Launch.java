package org.gradientbus.process;

import java.io.File;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Starts a process from its specification.
 */
final class Launch
{
    /**
     * Waits for a line before it becomes the program, so that the watchdog knows of the process before the program
     * does anything. When the parent dies earlier there is an end of file in place of the line, and no program.
     */
    private static final String WAIT_THEN_RUN = "read -r go || exit 1; exec \"$@\" < /dev/null";

    private static final String NAME_OF_WAITING_SHELL = "gradient-start";
    private static final Pattern NAME_A_SHELL_KEEPS = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    private Launch()
    {
    }

    /**
     * Starts it.
     *
     * @param spec     of it
     * @param watchdog guards it, unless it is to outlive this JVM
     * @throws IOException when it could not start; the message says why
     */
    static Process start(ProcessSpec spec, Watchdog watchdog) throws IOException
    {
        ProcessBuilder builder = new ProcessBuilder().directory(spec.directory().toAbsolutePath().toFile());
        builder.environment().putAll(spec.environment());
        List<String> command = command(spec, builder.environment());
        redirect(builder, spec);
        if (spec.outlivesParent())
        {
            return builder.command(command).redirectInput(Redirect.from(new File("/dev/null"))).start();
        }
        List<String> waiting = new ArrayList<>(List.of("/bin/sh", "-c", WAIT_THEN_RUN, NAME_OF_WAITING_SHELL));
        waiting.addAll(variablesThatShellsDrop(builder.environment()));
        waiting.addAll(command);
        Process process = builder.command(waiting).start();
        try
        {
            watchdog.guard(process.pid());
        }
        catch (IOException unguarded)
        {
            process.destroyForcibly();
            throw unguarded;
        }
        release(process);
        return process;
    }

    private static void redirect(ProcessBuilder builder, ProcessSpec spec)
    {
        builder.redirectOutput(redirect(spec.output()));
        if (spec.output() instanceof Output.ToFile && spec.output().equals(spec.errors()))
        {
            builder.redirectErrorStream(true);
        }
        else
        {
            builder.redirectError(redirect(spec.errors()));
        }
    }

    private static Redirect redirect(Output output)
    {
        if (output instanceof Output.ToFile to)
        {
            return to.isAppended() ? Redirect.appendTo(to.path().toFile()) : Redirect.to(to.path().toFile());
        }
        return output instanceof Output.Inherited ? Redirect.INHERIT : Redirect.DISCARD;
    }

    /** A shell hands on no variable whose name it could not have given itself, such as {@code a.b}; env does. */
    private static List<String> variablesThatShellsDrop(Map<String, String> environment)
    {
        List<String> dropped = environment.entrySet().stream()
            .filter((each) -> !NAME_A_SHELL_KEEPS.matcher(each.getKey()).matches())
            .map((each) -> each.getKey() + "=" + each.getValue())
            .collect(Collectors.toCollection(ArrayList::new));
        if (!dropped.isEmpty())
        {
            dropped.add(0, "/usr/bin/env");
        }
        return dropped;
    }

    private static void release(Process process)
    {
        try (OutputStream input = process.getOutputStream())
        {
            input.write('\n');
        }
        catch (IOException killedMeanwhile)
        {
            // Its exit tells.
            return;
        }
    }

    private static List<String> command(ProcessSpec spec, Map<String, String> environment) throws IOException
    {
        List<String> command = new ArrayList<>();
        if (spec.program() instanceof Program.Command program)
        {
            command.add(executable(program.name(), spec.directory(), environment.getOrDefault("PATH", "")));
        }
        else if (spec.program() instanceof Program.JavaMain program)
        {
            command.add(requireExecutable(program.javaHome().resolve("bin").resolve("java")));
            command.addAll(program.jvmFlags());
            command.add("-cp");
            command.add(program.classPath().stream()
                .map((entry) -> Path.of(entry).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator)));
            command.add(program.mainClass());
        }
        command.addAll(spec.arguments());
        return command;
    }

    /** Found here and not by a shell, which could only tell by its status that there is no such program. */
    private static String executable(String name, Path directory, String searchPath) throws IOException
    {
        if (name.contains("/"))
        {
            return requireExecutable(directory.resolve(name));
        }
        return Stream.of(searchPath.split(File.pathSeparator))
            .map((folder) -> directory.resolve(folder).resolve(name))
            .filter(Launch::isExecutable)
            .map((found) -> found.toAbsolutePath().toString())
            .findFirst()
            .orElseThrow(() -> new FileNotFoundException("no program '" + name + "' in PATH=" + searchPath));
    }

    private static String requireExecutable(Path program) throws IOException
    {
        if (!isExecutable(program))
        {
            throw new FileNotFoundException(
                program + (Files.exists(program) ? " is no program that may be run" : " does not exist"));
        }
        return program.toAbsolutePath().toString();
    }

    private static boolean isExecutable(Path program)
    {
        return Files.isRegularFile(program) && Files.isExecutable(program);
    }
}
