package com.example.twojvms;

import org.gradientbus.process.Child;
import org.gradientbus.process.Exit;
import org.gradientbus.process.Output;
import org.gradientbus.process.ProcessSpec;
import org.gradientbus.process.Signal;
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
import java.util.Optional;
import java.util.UUID;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

@Timeout(60)
class S09TwoJvmsTest
{
    private static final Duration PATIENCE = Duration.ofSeconds(40);

    private final Supervisor supervisor = Supervisor.open();
    private final String domain = "two-jvms-" + UUID.randomUUID();

    @TempDir
    private Path folder;

    @AfterEach
    void endAll()
    {
        supervisor.close();
    }

    @Test
    void shouldMeetWhicheverStartsFirst() throws IOException
    {
        Child trader = start(S09Trader.class, "trader");
        Child desk = start(S09Desk.class, "desk");

        assertTrue(trader.awaitExit(PATIENCE).orElseThrow().isSuccess(), trader::toString);

        List<String> said = Files.readAllLines(folder.resolve("trader"));
        assertEquals("done: buy 100", said.get(0));
        assertTrue(said.stream().anyMatch((line) -> line.contains("HOST")), said::toString);
        assertEquals(List.of("got: buy 100"), Files.readAllLines(folder.resolve("desk")));
        desk.kill(Signal.KILL);
        assertEquals(Optional.of(new Exit.Killed(Signal.KILL)), desk.awaitExit(PATIENCE));

        // Whoever comes next clears away what the desk left, and finds nobody.
        Child late = start(S09Trader.class, "late");
        assertFalse(late.awaitExit(PATIENCE).orElseThrow().isSuccess(), late::toString);
        assertTrue(Files.readString(folder.resolve("late.err")).contains("NO_ROUTE"), late::toString);
    }

    private Child start(Class<?> main, String name)
    {
        return supervisor.spawn(ProcessSpec.java(main, domain)
            .withOutput(Output.toFile(folder.resolve(name)))
            .withErrors(Output.toFile(folder.resolve(name + ".err"))));
    }
}
