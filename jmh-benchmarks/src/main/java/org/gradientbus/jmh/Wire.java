package org.gradientbus.jmh;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/**
 * Two network namespaces of this machine and the wire between them. Needs root and iproute2.
 *
 * <pre>
 *   near: 10.80.0.1 ---- veth ---- 10.80.0.2 :far
 * </pre>
 */
public final class Wire implements AutoCloseable
{
    static final String NEAR_ADDRESS = "10.80.0.1";
    static final String FAR_ADDRESS = "10.80.0.2";

    private static final long PATIENCE_S = 20;

    private final String name = "gradient-bench-" + Integer.toHexString(new SplittableRandom().nextInt());

    public Wire() throws IOException, InterruptedException
    {
        try
        {
            ip("netns", "add", namespace(name, true));
            ip("netns", "add", namespace(name, false));
            ip("-n", namespace(name, true), "link", "add", "wire", "type", "veth", "peer", "name", "wire",
                "netns", namespace(name, false));
            raise(true, NEAR_ADDRESS);
            raise(false, FAR_ADDRESS);
        }
        catch (final IOException | InterruptedException failed)
        {
            close();
            throw failed;
        }
    }

    public Place place()
    {
        return new Place(Place.Kind.WIRE, name);
    }

    static List<String> prefix(String name, boolean isNear)
    {
        return List.of("ip", "netns", "exec", namespace(name, isNear));
    }

    private static String namespace(String name, boolean isNear)
    {
        return name + (isNear ? "-n" : "-f");
    }

    private void raise(boolean isNear, String address) throws IOException, InterruptedException
    {
        ip("-n", namespace(name, isNear), "addr", "add", address + "/24", "dev", "wire");
        ip("-n", namespace(name, isNear), "link", "set", "lo", "up");
        ip("-n", namespace(name, isNear), "link", "set", "wire", "up");
    }

    private static void ip(String... arguments) throws IOException, InterruptedException
    {
        final ProcessBuilder builder = new ProcessBuilder("ip");
        builder.command().addAll(List.of(arguments));
        final Process process = builder.redirectErrorStream(true).start();
        if (!process.waitFor(PATIENCE_S, TimeUnit.SECONDS))
        {
            process.destroyForcibly();
            throw new IOException(builder.command() + " does not end");
        }
        if (process.exitValue() != 0)
        {
            throw new IOException(builder.command() + " failed: " +
                new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip());
        }
    }

    /** With the namespaces the kernel removes the wire. */
    @Override
    public void close()
    {
        for (final boolean isNear : new boolean[]{true, false})
        {
            try
            {
                ip("netns", "del", namespace(name, isNear));
            }
            catch (final IOException ignore)
            {
                // It was never made.
            }
            catch (final InterruptedException interrupted)
            {
                Thread.currentThread().interrupt();
            }
        }
    }
}
