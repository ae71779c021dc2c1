package org.gradientbus.cli.tools;

import org.gradientbus.Bus;
import org.gradientbus.BusConfig;
import org.gradientbus.MessageHandler;
import org.gradientbus.Rung;
import org.gradientbus.cli.Captured;
import org.gradientbus.cli.ExitStatus;
import org.gradientbus.cli.Gradient;
import org.gradientbus.testkit.Await;
import org.gradientbus.udp.UdpConfig;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * The tools and a bus that can be reached over the network alone, here by loopback.
 */
@Timeout(120)
class AcrossHostsTest
{
    private static final MessageHandler ECHO = (buffer, offset, length, envelope) ->
        envelope.reply(buffer, offset, length);

    private final Captured captured = Captured.piped();
    private final ConcurrentLinkedQueue<String> received = new ConcurrentLinkedQueue<>();
    private String seed;
    private Bus bus;
    private Path base;

    @BeforeEach
    void open() throws IOException
    {
        base = Files.createTempDirectory(Path.of("/dev/shm"), "gradient-test-");
        try (DatagramSocket free = new DatagramSocket(0, InetAddress.getLoopbackAddress()))
        {
            seed = "127.0.0.1:" + free.getLocalPort();
        }
        bus = Bus.open(BusConfig.domain("hosts").withRungs(Rung.NETWORK).with(UdpConfig.listen(seed)));
        bus.subscribe("echo", ECHO);
        bus.subscribe("notes", (buffer, offset, length, envelope) ->
        {
            byte[] bytes = new byte[length];
            buffer.getBytes(offset, bytes);
            received.add(new String(bytes, StandardCharsets.UTF_8));
        });
    }

    @AfterEach
    void close() throws IOException
    {
        bus.close();
        Files.deleteIfExists(base);
    }

    @Test
    void shouldAskOverTheNetwork()
    {
        assertEquals(ExitStatus.RIGHT, run("req", "echo", "hello"), captured.err());
        assertEquals("hello", captured.out().strip());
    }

    @Test
    void shouldPublishOverTheNetwork()
    {
        assertEquals(ExitStatus.RIGHT, run("pub", "notes", "one"), captured.err());
        Await.untilEquals(List.of("one"), () -> List.copyOf(received));
    }

    @Test
    void shouldPingOverTheNetwork()
    {
        assertEquals(ExitStatus.RIGHT, run("ping", "echo", "--count", "3", "--interval", "1ms"), captured.err());
        assertTrue(captured.out().contains("NETWORK"), captured.out());
    }

    @Test
    void shouldListWhoIsOnOtherHosts()
    {
        assertEquals(ExitStatus.RIGHT, runIn("ls", "hosts", "--seed", seed, "--bindings", "3s"), captured.err());
        assertTrue(captured.out().contains("NETWORK"), captured.out());
        assertTrue(captured.out().contains("echo"), captured.out());
    }

    @Test
    void shouldSayWhatIsWrongWithASeed()
    {
        assertEquals(ExitStatus.USAGE, runIn("req", "echo", "hi", "--seed", "nowhere"));
        assertTrue(captured.err().contains("nowhere has no port"), captured.err());
        assertEquals(1, captured.err().lines().count(), captured.err());
    }

    @Test
    void shouldSayWhenNobodyAnswersThere()
    {
        bus.close();

        assertEquals(ExitStatus.NOBODY, run("req", "echo", "hi", "--wait", "100ms"));
        assertEquals("gradient: nobody is bound to echo in the domain 'hosts' (waited 100ms)", captured.err().strip());
    }

    private int run(String... arguments)
    {
        List<String> all = new ArrayList<>(Arrays.asList(arguments));
        all.addAll(List.of("--domain", "hosts", "--seed", seed));
        return runIn(all.toArray(String[]::new));
    }

    private int runIn(String... arguments)
    {
        List<String> all = new ArrayList<>(Arrays.asList(arguments));
        all.addAll(List.of("--directory", base.toString()));
        return Gradient.commandLine(captured.terminal()).execute(all.toArray(String[]::new));
    }
}
