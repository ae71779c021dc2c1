package com.example.twohosts;

import org.gradientbus.process.Child;
import org.gradientbus.process.Output;
import org.gradientbus.process.ProcessSpec;
import org.gradientbus.process.Supervisor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The programs of two JVMs, on two hosts: namespaces where root runs this, loopback otherwise. */
@Timeout(60)
class S10TwoHostsTest
{
    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final String OPENING = "try (Bus bus = Bus.open(BusConfig.domain(domain)";

    private final Supervisor supervisor = Supervisor.open();
    private final TwoHosts hosts = TwoHosts.open();
    private final String domain = "two-hosts-" + UUID.randomUUID();

    @TempDir
    private Path folder;

    @AfterEach
    void endAll()
    {
        supervisor.close();
        hosts.close();
    }

    @Test
    void shouldMeetWhenEachIsOnAHostOfItsOwn() throws IOException
    {
        start(hosts.second(), "desk", S10Desk.class, domain, hosts.second().endpoint());
        Child trader = start(hosts.first(), "trader",
            S10Trader.class, domain, hosts.first().endpoint(), hosts.second().endpoint());

        assertTrue(trader.awaitExit(PATIENCE).orElseThrow().isSuccess(), () -> trader + errorsOf("trader"));

        List<String> said = Files.readAllLines(folder.resolve("trader"));
        assertEquals("done: buy 100", said.get(0));
        assertTrue(said.stream().anyMatch((line) -> line.contains("NETWORK")), said::toString);
        assertEquals(List.of("got: buy 100"), Files.readAllLines(folder.resolve("desk")));
    }

    @Test
    void shouldDifferFromThoseOfOneHostByTheNetworkAlone() throws IOException
    {
        for (String name : List.of("Desk", "Trader"))
        {
            String onOneHost = program("two-jvms/src/main/java/com/example/twojvms/S09" + name);
            String onTwo = program("two-hosts/src/main/java/com/example/twohosts/S10" + name);
            assertEquals(onOneHost.replace(OPENING, OPENING + ".with(network)"), onTwo);
        }
    }

    /** From where the bus is opened to where it is closed. */
    private static String program(String sample) throws IOException
    {
        String source = Files.readString(Path.of("..", sample + ".java"));
        int begin = source.indexOf("        " + OPENING);
        return source.substring(begin, source.indexOf("\n        }\n", begin));
    }

    private Child start(Host host, String name, Class<?> main, String... arguments)
    {
        return supervisor.spawn(host.runs(ProcessSpec.java(main, arguments))
            .withOutput(Output.toFile(folder.resolve(name)))
            .withErrors(Output.toFile(folder.resolve(name + ".err"))));
    }

    private String errorsOf(String name)
    {
        try
        {
            return Files.readString(folder.resolve(name + ".err"));
        }
        catch (IOException unread)
        {
            return unread.toString();
        }
    }
}
