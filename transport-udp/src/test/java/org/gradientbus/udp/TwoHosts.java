package org.gradientbus.udp;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Two hosts and the wire between them: network namespaces of this machine that see each other and nothing else.
 *
 * <pre>
 *   namespace a: 10.77.0.1 ---- veth ---- 10.77.0.2 :namespace b
 * </pre>
 *
 * Needs root and iproute2. The kernel removes the wire with the namespaces.
 */
final class TwoHosts implements AutoCloseable
{
    static final String ADDRESS_A = "10.77.0.1";
    static final String ADDRESS_B = "10.77.0.2";

    private final String a;
    private final String b;

    TwoHosts() throws IOException, InterruptedException
    {
        String name = "gradient-" + Integer.toHexString(new Random().nextInt());
        a = name + "-a";
        b = name + "-b";
        try
        {
            ip("netns", "add", a);
            ip("netns", "add", b);
            ip("-n", a, "link", "add", "wire", "type", "veth", "peer", "name", "wire", "netns", b);
            prepare(a, ADDRESS_A);
            prepare(b, ADDRESS_B);
        }
        catch (IOException | InterruptedException failed)
        {
            close();
            throw failed;
        }
    }

    /** Can there be such hosts here? */
    static boolean arePossible()
    {
        try (TwoHosts probe = new TwoHosts())
        {
            return Files.exists(Path.of("/run/netns", probe.a));
        }
        catch (IOException | InterruptedException notPossible)
        {
            return false;
        }
    }

    private static void prepare(String host, String address) throws IOException, InterruptedException
    {
        ip("-n", host, "addr", "add", address + "/24", "dev", "wire");
        ip("-n", host, "link", "set", "lo", "up");
        ip("-n", host, "link", "set", "wire", "up");
    }

    /** What a command has to begin with to run on a host. */
    List<String> onA()
    {
        return List.of("ip", "netns", "exec", a);
    }

    List<String> onB()
    {
        return List.of("ip", "netns", "exec", b);
    }

    void cut() throws IOException, InterruptedException
    {
        ip("-n", a, "link", "set", "wire", "down");
    }

    /** Longer frames are dropped where b's end of the wire begins, without a word; b itself sends none. */
    void narrowForB(int mtuBytes) throws IOException, InterruptedException
    {
        ip("-n", b, "link", "set", "wire", "mtu", Integer.toString(mtuBytes));
    }

    void join() throws IOException, InterruptedException
    {
        ip("-n", a, "link", "set", "wire", "up");
    }

    private static void ip(String... arguments) throws IOException, InterruptedException
    {
        List<String> command = new ArrayList<>(List.of("ip"));
        command.addAll(List.of(arguments));
        Commands.run(command.toArray(String[]::new));
    }

    @Override
    public void close()
    {
        Commands.removeNamespaces(List.of(a, b));
    }
}
