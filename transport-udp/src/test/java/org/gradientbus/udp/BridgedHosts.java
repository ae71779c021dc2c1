package org.gradientbus.udp;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

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
    private static final long PATIENCE_S = 30;

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
            run("ip", "netns", "add", bridges);
            for (String bridge : new String[]{"whole", "part"})
            {
                run("ip", "-n", bridges, "link", "add", bridge, "type", "bridge");
                run("ip", "-n", bridges, "link", "set", bridge, "up");
            }
            for (int i = 0; i < count; i++)
            {
                run("ip", "netns", "add", host(i));
                run("ip", "-n", host(i), "link", "add", "wire", "type", "veth", "peer", "name", "p" + i, "netns",
                    bridges);
                run("ip", "-n", host(i), "addr", "add", address(i) + "/24", "dev", "wire");
                run("ip", "-n", host(i), "link", "set", "lo", "up");
                run("ip", "-n", host(i), "link", "set", "wire", "up");
                run("ip", "-n", bridges, "link", "set", "p" + i, "up");
                run("ip", "-n", bridges, "link", "set", "p" + i, "master", "whole");
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
        run("ip", "-n", bridges, "link", "set", "p" + host, "master", "part");
    }

    void unpart(int host) throws IOException, InterruptedException
    {
        run("ip", "-n", bridges, "link", "set", "p" + host, "master", "whole");
    }

    /** From now on one host does not reach another, which still reaches it. */
    void muffle(int from, int to) throws IOException, InterruptedException
    {
        run("ip", "-n", host(from), "neigh", "replace", address(to), "lladdr", NOBODY, "dev", "wire", "nud",
            "permanent");
    }

    void unmuffle(int from, int to) throws IOException, InterruptedException
    {
        run("ip", "-n", host(from), "neigh", "del", address(to), "dev", "wire");
    }

    private static void run(String... command) throws IOException, InterruptedException
    {
        Process process = new ProcessBuilder(new ArrayList<>(List.of(command)))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
        if (!process.waitFor(PATIENCE_S, TimeUnit.SECONDS) || process.exitValue() != 0)
        {
            process.destroyForcibly();
            throw new IOException(String.join(" ", command) + " failed");
        }
    }

    @Override
    public void close()
    {
        for (int i = -1; i < count; i++)
        {
            try
            {
                run("ip", "netns", "del", i < 0 ? bridges : host(i));
            }
            catch (IOException ignore)
            {
                // It was never made.
            }
            catch (InterruptedException e)
            {
                Thread.currentThread().interrupt();
            }
        }
    }
}
