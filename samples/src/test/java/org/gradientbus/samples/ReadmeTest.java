package org.gradientbus.samples;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * What the front page shows is what runs. Blocks may be indented otherwise than in the file; nothing else may differ.
 */
class ReadmeTest
{
    /** Surefire runs the tests in the module's folder. */
    private static final Path SAMPLES = Path.of("").toAbsolutePath();
    private static final Path ROOT = SAMPLES.getParent();
    private static final Pattern JAVA_BLOCK = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:]+)\\)");

    private String readme;

    @BeforeEach
    void read() throws IOException
    {
        readme = Files.readString(ROOT.resolve("README.md"));
    }

    @Test
    void shouldShowJavaThatStandsInASample() throws IOException
    {
        final List<String> blocks = all(JAVA_BLOCK, readme);
        final List<Path> sources = sources();

        assertFalse(blocks.isEmpty(), "README.md has no Java block");
        final List<String> strangers = blocks.stream()
            .filter((block) -> sources.stream().noneMatch((source) -> holds(source, block)))
            .toList();
        assertEquals(List.of(), strangers, "not in any file of samples/");
    }

    @Test
    void shouldNotFindABlockWhenALineIsMissingOrMovesAgainstTheOthers() throws IOException
    {
        final String block = all(JAVA_BLOCK, readme).get(0);
        final Path hello = SAMPLES.resolve("hello/src/main/java/com/example/hello/Hello.java");

        assertTrue(holds(hello, block.indent(8)));
        assertFalse(holds(hello, block.replaceFirst("\\{\n", "")));
        assertFalse(holds(hello, block.replaceFirst("\n    bus", "\n     bus")));
        assertFalse(holds(hello, block.replace("hello, world", "hello,world")));
    }

    @Test
    void shouldNameEverySample() throws IOException
    {
        final List<String> unnamed = sources().stream()
            .map((source) -> source.getFileName().toString())
            .filter((name) -> name.matches("S\\d\\d.*\\.java"))
            .filter((name) -> !readme.contains(name))
            .toList();

        assertEquals(List.of(), unnamed);
    }

    @Test
    void shouldLinkToWhatExists() throws IOException
    {
        for (final Path page : List.of(ROOT.resolve("README.md"), SAMPLES.resolve("README.md")))
        {
            final List<String> broken = all(LINK, Files.readString(page)).stream()
                .filter((link) -> !Files.exists(page.resolveSibling(link)))
                .toList();
            assertEquals(List.of(), broken, "linked from " + page);
        }
    }

    private static List<Path> sources() throws IOException
    {
        try (Stream<Path> files = Files.walk(SAMPLES))
        {
            return files.filter((file) -> file.toString().endsWith(".java"))
                .filter((file) -> file.toString().contains(Path.of("src", "main", "java").toString()))
                .toList();
        }
    }

    private static boolean holds(Path source, String block)
    {
        // Without the line break at its end, behind which stripIndent would see a line that is not indented.
        final String wanted = block.stripTrailing().stripIndent();
        final int height = (int)wanted.lines().count();
        final List<String> lines = lines(source);
        for (int i = 0; i + height <= lines.size(); i++)
        {
            if (String.join("\n", lines.subList(i, i + height)).stripIndent().equals(wanted))
            {
                return true;
            }
        }
        return false;
    }

    private static List<String> lines(Path source)
    {
        try
        {
            return Files.readAllLines(source);
        }
        catch (final IOException cause)
        {
            throw new UncheckedIOException(cause);
        }
    }

    private static List<String> all(Pattern pattern, String text)
    {
        return pattern.matcher(text).results().map((each) -> each.group(1)).toList();
    }
}
