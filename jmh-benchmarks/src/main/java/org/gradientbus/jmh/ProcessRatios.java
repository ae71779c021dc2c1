package org.gradientbus.jmh;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * How near the PROCESS rung comes to what it is made of, as ratios: each cell runs the raw thing and the bus in turns,
 * in many short rounds within one JVM, and tells the median of the rounds' ratios. Whatever slows the machine down for
 * seconds slows both down. A round whose threads did not have the cores that they could use is not calm: it is left
 * out, and another one is run.
 *
 * <p>Each cell and payload length has a JVM of its own, so that none runs code that was compiled for another.
 *
 * <pre>
 *   java -cp jmh-benchmarks/target/benchmarks.jar org.gradientbus.jmh.ProcessRatios [cell ...] [bytes ...] [option ...]
 *
 *   --rounds=41      calm pairs of rounds a cell
 *   --ms=20          milliseconds a round
 *   --ring=262144    bytes of every ring
 *   --jvm=ARGUMENT   for the JVMs of the cells, such as --jvm=-XX:+PrintCompilation; may be given several times
 * </pre>
 */
public final class ProcessRatios
{
    private static final String ROUNDS = "--rounds=";
    private static final String ROUND_MS = "--ms=";
    private static final String RING = "--ring=";
    private static final String JVM = "--jvm=";

    private final List<Cell> cells = new ArrayList<>();
    private final List<Integer> lengths = new ArrayList<>();
    private final List<String> jvmArguments = new ArrayList<>();
    private String rounds = "41";
    private String roundMs = "20";
    private String capacity = Integer.toString(256 * 1024);

    private ProcessRatios(String[] args)
    {
        for (final String each : args)
        {
            if (each.startsWith(ROUNDS))
            {
                rounds = each.substring(ROUNDS.length());
            }
            else if (each.startsWith(ROUND_MS))
            {
                roundMs = each.substring(ROUND_MS.length());
            }
            else if (each.startsWith(RING))
            {
                capacity = each.substring(RING.length());
            }
            else if (each.startsWith(JVM))
            {
                jvmArguments.add(each.substring(JVM.length()));
            }
            else if (Character.isDigit(each.charAt(0)))
            {
                lengths.add(Integer.valueOf(each));
            }
            else
            {
                cells.add(Cell.of(each));
            }
        }
        if (cells.isEmpty())
        {
            cells.addAll(List.of(Cell.values()));
        }
        if (lengths.isEmpty())
        {
            lengths.addAll(List.of(32, 256, 1024));
        }
    }

    /**
     * Measures and prints.
     *
     * @param args cells, payload lengths and options, in any order; all cells and lengths when none is given
     * @throws IOException          when a JVM cannot be started
     * @throws InterruptedException when interrupted while one runs
     */
    public static void main(String[] args) throws IOException, InterruptedException
    {
        new ProcessRatios(args).run();
    }

    private void run() throws IOException, InterruptedException
    {
        System.out.println(Machine.describe());
        System.out.println(
            "ring      " + capacity + " bytes; " + rounds + " calm pairs of rounds of " + roundMs + " ms");
        System.out.println("\nratio is bus / raw: more is better for M/s, less for ns\n");
        System.out.println(
            "cell            bytes       raw       bus       median   quartiles       range        pairs");
        for (final Cell cell : cells)
        {
            for (final int length : cell.isFanOut() ? List.of(DisruptorOneWay.LENGTH) : lengths)
            {
                measure(cell, length);
            }
        }
    }

    private void measure(Cell cell, int length) throws IOException, InterruptedException
    {
        final List<String> command = new ArrayList<>(List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--add-opens", "java.base/jdk.internal.misc=ALL-UNNAMED",
            "-cp", System.getProperty("java.class.path")));
        command.addAll(jvmArguments);
        command.addAll(List.of(
            RatioCell.class.getName(), cell.name(), Integer.toString(length), capacity, rounds, roundMs));
        final int status = new ProcessBuilder(command).inheritIO().start().waitFor();
        if (status != 0)
        {
            System.out.println(cell.title + " " + length + " failed: exit status " + status);
        }
    }
}
