package org.gradientbus.jmh;

import org.agrona.IoUtil;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The HOST rung against Aeron IPC and against raw rings in mapped files, or the NETWORK rung against raw Aeron, TCP and
 * JeroMQ: two JVMs, all contenders in turns within the same two. Each cell and payload length has two JVMs of its own.
 *
 * <pre>
 *   java -cp jmh-benchmarks/target/benchmarks.jar org.gradientbus.jmh.HostRatios [cell ...] [bytes ...] [option ...]
 *
 *   --place=memory   or wire: the JVMs are in network namespaces of their own, with a pair of veth devices between
 *                    them, which needs root; or loopback, which also takes the place of wire where that cannot be
 *   --rounds=41      calm rounds of each contender; 15 over a network
 *   --ms=20          milliseconds a round; 200 over a network, where it takes a while until all buffers are full
 *   --warm-ms=400    milliseconds a round of the four before
 *   --ring=262144    bytes of every ring and lane
 *   --term=524288    bytes of Aeron's terms, of which half can be on its way; twice the ring if not given
 *   --invoke=16      so many cycles the one who polls invokes Aeron's driver; 1 over a network
 *   --against=NAME   this contender only; may be given several times
 *   --far=ARGUMENT   for the far JVM alone, such as --far=-XX:+PrintCompilation; may be given several times
 *   --jvm=ARGUMENT   for the near JVM alone
 * </pre>
 *
 * <p>A round counts when the two threads wanted for a core at most a tenth of it, by what the kernel says. In QUIET
 * cells all count. Round trips are a closed loop, and all of them count, the slowest too.
 */
public final class HostRatios
{
    private final List<HostCell> cells = new ArrayList<>();
    private final List<Integer> lengths = new ArrayList<>();
    private final List<Contender> contenders = new ArrayList<>(List.of(Contender.BUS));
    private final List<String> nearArguments = new ArrayList<>();
    private final List<String> farArguments = new ArrayList<>();
    private String rounds = "";
    private String roundMs = "";
    private String warmUpMs = "400";
    private int capacity = 256 * 1024;
    private int term;
    private int invokeEvery;
    private Place.Kind kind = Place.Kind.MEMORY;
    private volatile Wire wire;
    private volatile Process running;
    private volatile Path directory;

    private HostRatios(String[] args)
    {
        for (final String each : args)
        {
            if (each.startsWith("--"))
            {
                option(each.substring(2, each.indexOf('=')), each.substring(each.indexOf('=') + 1));
            }
            else if (Character.isDigit(each.charAt(0)))
            {
                lengths.add(Integer.valueOf(each));
            }
            else
            {
                cells.add(HostCell.of(each));
            }
        }
        final boolean isNetwork = kind != Place.Kind.MEMORY;
        if (cells.isEmpty())
        {
            cells.addAll(isNetwork ? HostCell.OF_NETWORK : List.of(HostCell.values()));
        }
        if (lengths.isEmpty())
        {
            lengths.addAll(isNetwork ? List.of(32, 256, 1024, 64 * 1024) : List.of(32, 256, 1024));
        }
        rounds = rounds.isEmpty() ? isNetwork ? "15" : "41" : rounds;
        roundMs = roundMs.isEmpty() ? isNetwork ? "200" : "20" : roundMs;
        invokeEvery = invokeEvery > 0 ? invokeEvery : isNetwork ? 1 : 16;
        term = term > 0 ? term : isNetwork ? HostPlan.NETWORK_TERM : HostPlan.termFor(capacity);
    }

    private void option(String name, String value)
    {
        switch (name)
        {
            case "place" -> kind = Place.Kind.valueOf(value.toUpperCase(Locale.ROOT));
            case "rounds" -> rounds = value;
            case "ms" -> roundMs = value;
            case "warm-ms" -> warmUpMs = value;
            case "ring" -> capacity = Integer.parseInt(value);
            case "term" -> term = Integer.parseInt(value);
            case "invoke" -> invokeEvery = Integer.parseInt(value);
            case "against" -> against(Contender.of(value));
            case "far" -> farArguments.add(value);
            case "jvm" -> nearArguments.add(value);
            default -> throw new IllegalArgumentException("no option --" + name);
        }
    }

    private void against(Contender contender)
    {
        if (!contenders.contains(contender))
        {
            contenders.add(contender);
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
        new HostRatios(args).run();
    }

    private void run() throws IOException, InterruptedException
    {
        Runtime.getRuntime().addShutdownHook(new Thread(this::cleanUpAll));
        System.out.println(Machine.describe());
        System.out.println((kind == Place.Kind.MEMORY ? "ring      " + capacity + " bytes, " : "network   ") +
            "Aeron's terms " + term + ", its driver invoked each " + invokeEvery + " cycles; " + rounds +
            " calm rounds of " + roundMs + " ms");
        final Place place = openPlace();
        System.out.println("\nratio is bus / this one: more is better for M/s, less for ns\n");
        System.out.println(
            "cell             bytes  contender        p50 or rate           p99   ratio  quartiles    rounds");
        for (final HostCell cell : cells)
        {
            for (final int length : lengths)
            {
                measure(cell, length, place);
            }
        }
        cleanUpAll();
    }

    private Place openPlace() throws InterruptedException
    {
        try
        {
            if (kind == Place.Kind.WIRE)
            {
                wire = new Wire();
                System.out.println("place     two network namespaces, a pair of veth devices between them");
                return wire.place();
            }
        }
        catch (final IOException notPossible)
        {
            System.out.println("place     NOT A WIRE, BUT LOOPBACK: " + notPossible.getMessage());
        }
        return kind == Place.Kind.MEMORY ? Place.memory() : Place.loopback();
    }

    private void measure(HostCell cell, int length, Place place) throws IOException, InterruptedException
    {
        directory = Jvms.newDirectory();
        try
        {
            final List<String> command = Jvms.command(place.prefix(true), nearArguments, HostNear.class);
            command.addAll(List.of(rounds, roundMs, warmUpMs, String.join("\n", farArguments)));
            command.addAll(
                new HostPlan(cell, length, capacity, term, invokeEvery, directory, place, contendersAt(place))
                    .arguments());
            final Process near = new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.INHERIT)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
            running = near;
            final int status = near.waitFor();
            if (status != 0)
            {
                System.out.println(cell.title + " " + length + " failed: exit status " + status);
            }
        }
        finally
        {
            cleanUp();
        }
    }

    private List<Contender> contendersAt(Place place)
    {
        return contenders.size() == 1 ? Contender.at(place) : contenders;
    }

    private synchronized void cleanUpAll()
    {
        cleanUp();
        if (wire != null)
        {
            wire.close();
            wire = null;
        }
    }

    /** Also when this JVM is told to end: nothing of a cell outlives it. */
    private synchronized void cleanUp()
    {
        if (running != null)
        {
            running.descendants().forEach(ProcessHandle::destroyForcibly);
            running.destroyForcibly().onExit().join();
            running = null;
        }
        if (directory != null)
        {
            IoUtil.delete(directory.toFile(), true);
            directory = null;
        }
    }
}
