package org.gradientbus.udp;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Hosts on one Ethernet: network namespaces of this machine, and one more for the bridges that join them.
 *
 * <pre>
 *   namespace 0: 10.78.0.1 ---- p0 |
 *   namespace 1: 10.78.0.2 ---- p1 |  bridge "whole"    a part of the hosts is moved to bridge "part"
 *   ...                            |
 * </pre>
 *
 * Needs root and iproute2. The kernel removes wires and bridges with the namespaces.
 */
final class BridgedHosts implements AutoCloseable
{
    /** Nobody's: what is sent to it is lost without a word. */
    private static final String NOBODY = "02:00:00:00:00:99";

    private final String name = "gradient-" + Integer.toHexString(new Random().nextInt());
    private final String bridges = name + "-b";
    private final int count;

    BridgedHosts(int count) throws IOException, InterruptedException
    {
        this.count = count;
        try
        {
            Commands.run("ip", "netns", "add", bridges);
            for (String bridge : new String[]{"whole", "part"})
            {
                Commands.run("ip", "-n", bridges, "link", "add", bridge, "type", "bridge");
                Commands.run("ip", "-n", bridges, "link", "set", bridge, "up");
            }
            for (int i = 0; i < count; i++)
            {
                Commands.run("ip", "netns", "add", host(i));
                Commands.run("ip", "-n", host(i), "link", "add", "wire", "type", "veth", "peer", "name", "p" + i,
                    "netns", bridges);
                Commands.run("ip", "-n", host(i), "addr", "add", address(i) + "/24", "dev", "wire");
                Commands.run("ip", "-n", host(i), "link", "set", "lo", "up");
                Commands.run("ip", "-n", host(i), "link", "set", "wire", "up");
                Commands.run("ip", "-n", bridges, "link", "set", "p" + i, "up");
                Commands.run("ip", "-n", bridges, "link", "set", "p" + i, "master", "whole");
            }
        }
        catch (IOException | InterruptedException failed)
        {
            close();
            throw failed;
        }
    }

    static String address(int host)
    {
        return "10.78.0." + (host + 1);
    }

    private String host(int number)
    {
        return name + "-" + number;
    }

    /** What a command has to begin with to run on a host. */
    List<String> on(int host)
    {
        return List.of("ip", "netns", "exec", host(host));
    }

    /** Parts a host from all that are not parted, and joins it with those that are. */
    void part(int host) throws IOException, InterruptedException
    {
        Commands.run("ip", "-n", bridges, "link", "set", "p" + host, "master", "part");
    }

    void unpart(int host) throws IOException, InterruptedException
    {
        Commands.run("ip", "-n", bridges, "link", "set", "p" + host, "master", "whole");
    }

    /** From now on one host does not reach another, which still reaches it. */
    void muffle(int from, int to) throws IOException, InterruptedException
    {
        Commands.run("ip", "-n", host(from), "neigh", "replace", address(to), "lladdr", NOBODY, "dev", "wire", "nud",
            "permanent");
    }

    void unmuffle(int from, int to) throws IOException, InterruptedException
    {
        Commands.run("ip", "-n", host(from), "neigh", "del", address(to), "dev", "wire");
    }

    @Override
    public void close()
    {
        List<String> names = new ArrayList<>(List.of(bridges));
        IntStream.range(0, count).mapToObj(this::host).forEach(names::add);
        Commands.removeNamespaces(names);
    }
}
