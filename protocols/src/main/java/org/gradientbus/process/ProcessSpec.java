package org.gradientbus.process;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * What to run, and how; immutable, each {@code with} gives a changed copy. Its standard input is empty.
 *
 * @param program        a command, or a main class
 * @param arguments      given to it as they are; no shell reads them
 * @param environment    variables to set, besides those of this JVM
 * @param directory      that it works in; an empty path is that of this JVM
 * @param output         where its standard output goes
 * @param errors         where its standard error goes; the same file as {@code output} keeps their order
 * @param outlivesParent is it to go on when its supervisor closes and when this JVM ends? False by default
 */
public record ProcessSpec(
    Program program,
    List<String> arguments,
    Map<String, String> environment,
    Path directory,
    Output output,
    Output errors,
    boolean outlivesParent)
{
    /**
     * Copies the collections.
     *
     * @throws IllegalArgumentException when a variable's name is empty or has a {@code =} in it
     */
    public ProcessSpec
    {
        Objects.requireNonNull(program, "program");
        arguments = List.copyOf(arguments);
        environment = Map.copyOf(environment);
        Objects.requireNonNull(directory, "directory");
        Objects.requireNonNull(output, "output");
        Objects.requireNonNull(errors, "errors");
        for (String name : environment.keySet())
        {
            if (name.isEmpty() || name.indexOf('=') >= 0)
            {
                throw new IllegalArgumentException("no name of an environment variable: '" + name + "'");
            }
        }
    }

    /**
     * A command with the environment, the directory and the streams of this JVM.
     *
     * @param name      a path when it has a {@code /} in it, otherwise looked for in {@code PATH}
     * @param arguments given to it as they are
     * @return the specification
     */
    public static ProcessSpec command(String name, String... arguments)
    {
        return of(new Program.Command(name), arguments);
    }

    /**
     * A class in a JVM of its own, with the JDK, class path, environment, directory and streams of this JVM, and none
     * of its flags.
     *
     * @param main      has a {@code main}
     * @param arguments given to it as they are
     * @return the specification
     */
    public static ProcessSpec java(Class<?> main, String... arguments)
    {
        return of(Program.JavaMain.likeThisJvm(main.getName()), arguments);
    }

    private static ProcessSpec of(Program program, String... arguments)
    {
        return new ProcessSpec(program, List.of(arguments), Map.of(), Path.of(""),
            Output.inherited(), Output.inherited(), false);
    }

    /**
     * With another program.
     *
     * @param newProgram a command, or a main class
     * @return a changed copy
     */
    public ProcessSpec withProgram(Program newProgram)
    {
        return new ProcessSpec(newProgram, arguments, environment, directory, output, errors, outlivesParent);
    }

    /**
     * With flags for its JVM.
     *
     * @param flags such as {@code -Xmx256m}, in place of those it had
     * @return a changed copy
     * @throws IllegalStateException when the program is not a main class
     */
    public ProcessSpec withJvmFlags(String... flags)
    {
        if (program instanceof Program.JavaMain java)
        {
            return withProgram(
                new Program.JavaMain(java.mainClass(), java.classPath(), List.of(flags), java.javaHome()));
        }
        throw new IllegalStateException("no JVM to give flags to: " + program);
    }

    /**
     * With other arguments.
     *
     * @param newArguments in place of those it had
     * @return a changed copy
     */
    public ProcessSpec withArguments(String... newArguments)
    {
        return new ProcessSpec(
            program, List.of(newArguments), environment, directory, output, errors, outlivesParent);
    }

    /**
     * With more arguments.
     *
     * @param more behind those it has
     * @return a changed copy
     */
    public ProcessSpec plusArguments(String... more)
    {
        return withArguments(Stream.concat(arguments.stream(), Stream.of(more)).toArray(String[]::new));
    }

    /**
     * With other variables.
     *
     * @param newEnvironment to set besides those of this JVM, in place of those it had
     * @return a changed copy
     */
    public ProcessSpec withEnvironment(Map<String, String> newEnvironment)
    {
        return new ProcessSpec(program, arguments, newEnvironment, directory, output, errors, outlivesParent);
    }

    /**
     * With another working directory.
     *
     * @param newDirectory that exists when the child starts
     * @return a changed copy
     */
    public ProcessSpec withDirectory(Path newDirectory)
    {
        return new ProcessSpec(program, arguments, environment, newDirectory, output, errors, outlivesParent);
    }

    /**
     * With another standard output.
     *
     * @param newOutput where it goes
     * @return a changed copy
     */
    public ProcessSpec withOutput(Output newOutput)
    {
        return new ProcessSpec(program, arguments, environment, directory, newOutput, errors, outlivesParent);
    }

    /**
     * With another standard error.
     *
     * @param newErrors where it goes
     * @return a changed copy
     */
    public ProcessSpec withErrors(Output newErrors)
    {
        return new ProcessSpec(program, arguments, environment, directory, output, newErrors, outlivesParent);
    }

    /**
     * To go on when its supervisor closes and when this JVM ends, or not to.
     *
     * @param newOutlivesParent true to leave it alone
     * @return a changed copy
     */
    public ProcessSpec withOutlivesParent(boolean newOutlivesParent)
    {
        return new ProcessSpec(program, arguments, environment, directory, output, errors, newOutlivesParent);
    }
}
