package org.gradientbus.process;

import org.gradientbus.testkit.Await;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * What a child is given.
 */
class ProcessSpecTest
{
    @TempDir
    private Path scratch;
    private Path output;
    private Path errors;
    private Supervisor supervisor;

    @BeforeEach
    void open()
    {
        output = scratch.resolve("output");
        errors = scratch.resolve("errors");
        supervisor = Supervisor.open();
    }

    @AfterEach
    void close()
    {
        supervisor.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldGetWhatWasSpecifiedWhenItIsAMainClass(boolean outlives) throws IOException
    {
        List<String> lines = run(ProcessSpec.java(TellingProgram.class, "two words", "*", "$HOME", "it's", "", "-n")
            .withJvmFlags("-Xmx64m", "-XX:+UseSerialGC")
            .withEnvironment(Map.of("a.variable", "1 2", "PLAIN", "*"))
            .withDirectory(scratch)
            .withOutlivesParent(outlives));

        assertEquals(
            List.of("a.variable=1 2", "PLAIN=*", "directory=" + scratch.toRealPath(), "input=0"), lines.subList(0, 4));
        assertTrue(Long.parseLong(lines.get(4).substring("memory=".length())) <= 64 << 20, lines.get(4));
        assertEquals(List.of("argument=two words", "argument=*", "argument=$HOME", "argument=it's", "argument=",
            "argument=-n"), lines.subList(5, lines.size()));
        assertEquals(List.of("an error"), Files.readAllLines(errors));
    }

    @Test
    void shouldKeepOrderWhenBothStreamsGoToOneFile() throws IOException
    {
        ProcessSpec spec = ProcessSpec.command("sh", "-c", "echo 1; echo 2 >&2; echo 3");

        assertEquals(List.of("1", "2", "3"), run(spec, Output.toFile(output), Output.toFile(output)));
    }

    @Test
    void shouldKeepWhatAFileHasWhenAppended() throws IOException
    {
        ProcessSpec spec = ProcessSpec.command("echo", "again");

        run(spec, Output.toFile(output), Output.discarded());
        run(spec, Output.toFile(output), Output.discarded());
        assertEquals(List.of("again"), Files.readAllLines(output));
        run(spec, Output.appendedTo(output), Output.discarded());
        assertEquals(List.of("again", "again"), Files.readAllLines(output));
    }

    @Test
    void shouldFindProgramInPathOfTheChild() throws IOException
    {
        Path program = Files.writeString(scratch.resolve("say hello"), "#!/bin/sh\necho hello $1\n");
        assertTrue(program.toFile().setExecutable(true));

        ProcessSpec byName = ProcessSpec.command("say hello", "1")
            .withEnvironment(Map.of("PATH", "/no/such/folder:" + scratch));
        assertEquals(List.of("hello 1"), run(byName));
        assertEquals(List.of("hello 2"), run(ProcessSpec.command("./say hello", "2").withDirectory(scratch)));
    }

    @Test
    void shouldRefuseWhatCannotBe()
    {
        ProcessSpec spec = ProcessSpec.command("true");

        assertThrows(IllegalArgumentException.class, () -> ProcessSpec.command(""));
        assertThrows(IllegalArgumentException.class, () -> spec.withEnvironment(Map.of("a=b", "c")));
        assertThrows(IllegalStateException.class, () -> spec.withJvmFlags("-Xmx1m"));
    }

    @Test
    void shouldAppendArgumentsWhenThereAreSome()
    {
        assertEquals(List.of("a", "b", "c"), ProcessSpec.command("true", "a").plusArguments("b", "c").arguments());
    }

    private List<String> run(ProcessSpec spec) throws IOException
    {
        return run(spec, Output.toFile(output), Output.toFile(errors));
    }

    private List<String> run(ProcessSpec spec, Output out, Output err) throws IOException
    {
        Exit exit = supervisor.spawn(spec.withOutput(out).withErrors(err))
            .awaitExit(Await.DEFAULT_LIMIT).orElseThrow();
        assertTrue(exit.isSuccess(), exit::toString);
        return Files.readAllLines(output);
    }
}
