package org.gradientbus.jmh;

import org.openjdk.jmh.Main;

import java.io.IOException;

/**
 * JMH's own command line, after a word about the machine.
 */
public final class Benchmarks
{
    private Benchmarks()
    {
    }

    /**
     * Runs JMH.
     *
     * @param args of JMH; {@code -h} tells which
     * @throws IOException as JMH does
     */
    public static void main(String[] args) throws IOException
    {
        System.out.println(Machine.describe());
        Main.main(args);
    }
}
