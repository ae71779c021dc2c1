package org.gradientbus.process;

import java.io.IOException;
import java.nio.file.Path;

/**
 * A main class that prints what it was given, for the tests: a line each of variable, folder, input and arguments.
 */
final class TellingProgram
{
    private TellingProgram()
    {
    }

    public static void main(String[] args) throws IOException
    {
        System.out.println("a.variable=" + System.getenv("a.variable"));
        System.out.println("PLAIN=" + System.getenv("PLAIN"));
        System.out.println("directory=" + Path.of("").toAbsolutePath());
        System.out.println("input=" + System.in.readAllBytes().length);
        System.out.println("memory=" + Runtime.getRuntime().maxMemory());
        for (String argument : args)
        {
            System.out.println("argument=" + argument);
        }
        System.err.println("an error");
    }
}
