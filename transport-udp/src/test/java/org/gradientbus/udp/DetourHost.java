package org.gradientbus.udp;

import java.io.IOException;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A host with two addresses, from each to the other of which there is no way but over wires and through another host.
 *
 * <pre>
 *   namespace host                              namespace way
 *   10.79.1.1 ---- veth ---- 10.79.1.2 |
 *                                      | forwards, counts, and loses as many as it is told
 *   10.79.2.1 ---- veth ---- 10.79.2.2 |
 * </pre>
 *
 * A suite that is written for one process runs in the one, and each of its datagrams leaves by one wire, is forwarded
 * in another namespace as a router would, and comes back by the other wire. For that the host looks up routes to its
 * own addresses before it looks whether they are its own. The kernel is the same at both ends, and so is the process:
 * what tells two hosts apart besides the network is not tried by this.
 *
 * <p>Needs root, iproute2 and nftables. The kernel removes the wires with the namespaces.
 */
final class DetourHost implements AutoCloseable
{
    static final String ADDRESS = "10.79.1.1";
    static final String OTHER_ADDRESS = "10.79.2.1";

    private static final Pattern PACKETS = Pattern.compile("packets (\\d+)");

    private final String host;
    private final String way;

    /**
     * Makes it.
     *
     * @param lostPermille so many of 1,000 datagrams are lost, each way, picked by the kernel's random numbers
     */
    DetourHost(int lostPermille) throws IOException, InterruptedException
    {
        String name = "gradient-" + Integer.toHexString(new Random().nextInt());
        host = name + "-h";
        way = name + "-w";
        try
        {
            Commands.run("ip", "netns", "add", host);
            Commands.run("ip", "netns", "add", way);
            Commands.run("ip", "-n", host, "link", "set", "lo", "up");
            wire("1");
            wire("2");
            onHost("ip rule add pref 200 lookup local");
            onHost("ip rule del pref 0");
            detour("1", "2");
            detour("2", "1");
            set(way, "ip_forward", 1);
            Commands.run("ip", "netns", "exec", way, "nft", "add table ip way; " +
                "add counter ip way lost; add counter ip way crossed; " +
                "add chain ip way forward { type filter hook forward priority 0; }; " +
                "add rule ip way forward numgen random mod 1000 < " + lostPermille + " counter name lost drop; " +
                "add rule ip way forward counter name crossed");
        }
        catch (IOException | InterruptedException failed)
        {
            close();
            throw failed;
        }
    }

    /** Why there cannot be such a host here, in a command's words; or nothing, where there can be one. */
    static String obstacle()
    {
        try (DetourHost probe = new DetourHost(1))
        {
            return probe.count("lost") == 0 ? "" : "nothing was sent, and was lost";
        }
        catch (IOException notPossible)
        {
            return notPossible.getMessage();
        }
        catch (InterruptedException e)
        {
            Thread.currentThread().interrupt();
            return "interrupted";
        }
    }

    private void wire(String number) throws IOException, InterruptedException
    {
        String wire = "wire" + number;
        Commands.run("ip", "-n", host, "link", "add", wire, "type", "veth", "peer", "name", wire, "netns", way);
        Commands.run("ip", "-n", host, "addr", "add", "10.79." + number + ".1/24", "dev", wire);
        Commands.run("ip", "-n", way, "addr", "add", "10.79." + number + ".2/24", "dev", wire);
        Commands.run("ip", "-n", host, "link", "set", wire, "up");
        Commands.run("ip", "-n", way, "link", "set", wire, "up");
        // What comes in by it was sent from here.
        set(host, "conf/" + wire + "/accept_local", 1);
        set(host, "conf/" + wire + "/rp_filter", 0);
        set(host, "conf/all/rp_filter", 0);
    }

    /** What is sent here ("iif lo") to one of the addresses leaves by the other's wire. */
    private void detour(String to, String by) throws IOException, InterruptedException
    {
        onHost("ip route add default via 10.79." + by + ".2 dev wire" + by + " src 10.79." + by + ".1 table 10" + by);
        onHost("ip rule add pref 10" + by + " iif lo to 10.79." + to + ".1 lookup 10" + by);
    }

    private void onHost(String command) throws IOException, InterruptedException
    {
        Commands.run(("ip netns exec " + host + " " + command).split(" "));
    }

    private static void set(String namespace, String name, int value) throws IOException, InterruptedException
    {
        Commands.run("ip", "netns", "exec", namespace, "sh", "-c",
            "echo " + value + " > /proc/sys/net/ipv4/" + name);
    }

    /** What a command has to begin with to run on it. */
    List<String> prefix()
    {
        return List.of("ip", "netns", "exec", host);
    }

    /** Datagrams that were forwarded. */
    long crossed() throws IOException, InterruptedException
    {
        return count("crossed");
    }

    /** Datagrams that were not. */
    long lost() throws IOException, InterruptedException
    {
        return count("lost");
    }

    private long count(String counter) throws IOException, InterruptedException
    {
        String said = Commands.run("ip", "netns", "exec", way, "nft", "list", "counter", "ip", "way", counter);
        Matcher packets = PACKETS.matcher(said);
        if (!packets.find())
        {
            throw new IOException("no count in: " + said);
        }
        return Long.parseLong(packets.group(1));
    }

    @Override
    public void close()
    {
        Commands.removeNamespaces(List.of(host, way));
    }
}
