package com.example.twohosts;

import org.gradientbus.BusException;
import org.gradientbus.process.Child;
import org.gradientbus.process.Exit;
import org.gradientbus.process.Output;
import org.gradientbus.process.ProcessSpec;
import org.gradientbus.process.Supervisor;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * Two hosts made of this one, to try what is meant for two: network namespaces with nothing between them but a wire,
 * or, where none may be made, two addresses of the loopback interface.
 *
 * <pre>
 *   namespace: 10.77.0.1 ---- veth ---- 10.77.0.2 :namespace          127.0.0.1, 127.0.0.2
 * </pre>
 *
 * <p>A namespace has no name: it is held by a process that sleeps, a child of this JVM's. When that and what was
 * started there have ended, the kernel removes it and the wire, however this JVM ended. Namespaces need Linux, root,
 * iproute2 and util-linux. Both hosts have the same files, {@code /dev/shm} among them: programs that have the HOST
 * rung, too, would meet by that.
 */
public final class TwoHosts implements AutoCloseable
{
    private static final String WIRE = "wire";
    private static final int PORT = 40123;
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final long PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final Path OWN_NAMESPACE = Path.of("/proc/self/ns/net");
    private static final Path OWN_INTERFACES = Path.of("/proc/self/net/dev");
    private static final int LINES_OF_HEADING = 2;

    private final Supervisor supervisor = Supervisor.open();
    private final boolean areNamespaces;
    private final Host first;
    private final Host second;

    private TwoHosts(boolean areNamespaces, boolean isThisFirst)
    {
        this.areNamespaces = areNamespaces;
        try
        {
            if (areNamespaces)
            {
                first = new Host("10.77.0.1", PORT, isThisFirst ? OptionalLong.empty() : holdNamespace());
                second = new Host("10.77.0.2", PORT, holdNamespace());
                join();
            }
            else
            {
                first = new Host("127.0.0.1", freePort("127.0.0.1"), OptionalLong.empty());
                second = new Host("127.0.0.2", freePort("127.0.0.2"), OptionalLong.empty());
            }
        }
        catch (RuntimeException failure)
        {
            supervisor.close();
            throw failure;
        }
    }

    /**
     * Two hosts, on neither of which this JVM is.
     *
     * @return to be closed after the programs on them
     * @throws BusException when they could be made here, and then could not
     */
    public static TwoHosts open()
    {
        return new TwoHosts(mayMakeNamespaces(), false);
    }

    /**
     * Two hosts, with this JVM on the first. They are namespaces if this JVM has one to itself already, see
     * {@link #alone}: nothing is added to a network that others use.
     *
     * @return to be closed after the programs on them
     * @throws BusException when they could be made here, and then could not
     */
    public static TwoHosts besideThis()
    {
        return new TwoHosts(isThisAlone() && mayMakeNamespaces(), true);
    }

    /**
     * A Java program, made to run in a namespace of its own where one may be made. By hand: {@code unshare --net java}.
     *
     * @param java a main class, as {@link ProcessSpec#java} has it
     * @return a changed copy, or the same
     */
    public static ProcessSpec alone(ProcessSpec java)
    {
        return mayMakeNamespaces() ? Host.behind(List.of("unshare", "--net"), java) : java;
    }

    /**
     * Is there a wire between them, and nothing else?
     *
     * @return false over loopback
     */
    public boolean areNamespaces()
    {
        return areNamespaces;
    }

    /**
     * The one host.
     *
     * @return until this is closed
     */
    public Host first()
    {
        return first;
    }

    /**
     * The other one.
     *
     * @return until this is closed
     */
    public Host second()
    {
        return second;
    }

    /** Takes the hosts away. The programs that were started on them are whoever's who started them. */
    @Override
    public void close()
    {
        if (areNamespaces)
        {
            // The kernel would, a while later; but this JVM may want another wire at once.
            isDone(first.command(List.of("ip", "link", "delete", WIRE)));
        }
        supervisor.close();
    }

    /** There is no interface but the loopback, so nobody else uses this network. */
    private static boolean isThisAlone()
    {
        try (Stream<String> lines = Files.lines(OWN_INTERFACES))
        {
            return lines.skip(LINES_OF_HEADING).allMatch((line) -> line.strip().startsWith("lo:"));
        }
        catch (IOException notLinux)
        {
            return false;
        }
    }

    private static boolean mayMakeNamespaces()
    {
        try (Supervisor trying = Supervisor.open())
        {
            return isDone(trying, List.of("unshare", "--net", "ip", "link", "set", "lo", "up")) &&
                isDone(trying, List.of("nsenter", "--net=" + OWN_NAMESPACE, "true"));
        }
    }

    private OptionalLong holdNamespace()
    {
        Child holder = supervisor.spawn(silent(List.of("unshare", "--net", "sleep", "infinity")));
        Path namespace = Path.of("/proc", Long.toString(holder.pid()), "ns", "net");
        long deadlineNs = System.nanoTime() + PATIENCE.toNanos();
        while (isOwn(namespace))
        {
            if (holder.exit().isPresent() || System.nanoTime() - deadlineNs > 0)
            {
                throw new BusException("no network namespace: " + holder);
            }
            LockSupport.parkNanos(PAUSE_NS);
        }
        return OptionalLong.of(holder.pid());
    }

    private static boolean isOwn(Path namespace)
    {
        try
        {
            return Files.readSymbolicLink(namespace).equals(Files.readSymbolicLink(OWN_NAMESPACE));
        }
        catch (IOException gone)
        {
            return true;
        }
    }

    private void join()
    {
        ip(first, "link", "add", WIRE, "type", "veth", "peer", "name", WIRE, "netns",
            Long.toString(second.holder().orElseThrow()));
        for (Host each : List.of(first, second))
        {
            ip(each, "address", "add", each.address() + "/24", "dev", WIRE);
            ip(each, "link", "set", "lo", "up");
            ip(each, "link", "set", WIRE, "up");
        }
    }

    private void ip(Host host, String... arguments)
    {
        List<String> command = new ArrayList<>(List.of("ip"));
        command.addAll(List.of(arguments));
        if (!isDone(host.command(command)))
        {
            throw new BusException("'" + String.join(" ", command) + "' failed at " + host);
        }
    }

    private boolean isDone(List<String> command)
    {
        return isDone(supervisor, command);
    }

    private static boolean isDone(Supervisor supervisor, List<String> command)
    {
        return supervisor.spawn(silent(command)).awaitExit(PATIENCE).filter(Exit::isSuccess).isPresent();
    }

    private static ProcessSpec silent(List<String> command)
    {
        return ProcessSpec.command(command.get(0), command.stream().skip(1).toArray(String[]::new))
            .withOutput(Output.discarded())
            .withErrors(Output.discarded());
    }

    /** Free until somebody asks for it, which a moment later is this JVM's user. */
    private static int freePort(String address)
    {
        try (DatagramSocket free = new DatagramSocket(0, InetAddress.getByName(address)))
        {
            return free.getLocalPort();
        }
        catch (IOException failure)
        {
            throw new BusException("no free port at " + address + ": " + failure.getMessage(), failure);
        }
    }
}
