package com.example.twohosts;

import org.gradientbus.process.Child;
import org.gradientbus.process.Output;
import org.gradientbus.process.ProcessSpec;
import org.gradientbus.process.Supervisor;
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

/** The whole program: between namespaces where root runs this, over loopback otherwise. */
@Timeout(180)
class PiAcrossHostsTest
{
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    @TempDir
    private Path folder;

    @Test
    void shouldSumWhatWorkersOnBothHostsCounted() throws IOException
    {
        try (Supervisor supervisor = Supervisor.open(); TwoHosts possible = TwoHosts.open())
        {
            ProcessSpec program = ProcessSpec.java(
                PiAcrossHosts.class, "pi-" + UUID.randomUUID(), "", "2", "3", "200500", "7");
            Child pi = supervisor.spawn(TwoHosts.alone(program)
                .withOutput(Output.toFile(folder.resolve("out")))
                .withErrors(Output.toFile(folder.resolve("err"))));

            assertTrue(pi.awaitExit(PATIENCE).orElseThrow().isSuccess(), () -> pi + errors());

            List<String> said = Files.readAllLines(folder.resolve("out"));
            assertEquals(possible.areNamespaces(), said.get(0).equals("over two network namespaces"), said::toString);
            assertEquals(possible.areNamespaces(), !said.get(0).startsWith("over loopback: "), said::toString);
            assertTrue(said.stream().anyMatch((line) -> line.startsWith("pi = 3.1")), said::toString);
            String last = said.get(said.size() - 1);
            assertTrue(last.startsWith("601,500 points in 603 messages between hosts, "), last);
        }
    }

    private String errors()
    {
        try
        {
            return Files.readString(folder.resolve("err"));
        }
        catch (IOException unread)
        {
            return unread.toString();
        }
    }
}
