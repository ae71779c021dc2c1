package org.gradientbus.system;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The sample of ten lines, cut in two. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class HelloTest
{
    private final HostDomain domain = new HostDomain();

    @AfterEach
    void end()
    {
        domain.close();
    }

    /** What each half has besides its lines of the sample: its frame, and that the listener waits. */
    private static void assertIsOf(String sample, Class<?> half) throws IOException
    {
        Path source = Path.of("src/test/java", half.getName().replace('.', '/') + ".java");
        List<String> lines = Files.readAllLines(source);
        int from = lines.indexOf("    {") + 1;
        for (String each : lines.subList(from, lines.lastIndexOf("    }")))
        {
            String withoutDomain =
                each.replace("Bus.open(BusConfig.domain(\"hello\").withHostDirectory(Path.of(args[0])))", "Bus.open()");
            boolean isToWait = each.contains("println(\"open\")") || each.contains("System.in.read()");
            assertTrue(isToWait || sample.contains(withoutDomain + "\n"), each);
        }
    }

    @Test
    void shouldConsistOfTheLinesOfTheSampleWhenOnlyTheDomainIsAdded() throws IOException
    {
        String sample = Files.readString(Path.of(System.getProperty("samples.hello")));
        assertIsOf(sample, HelloListener.class);
        assertIsOf(sample, HelloPublisher.class);
    }

    @Test
    void shouldSayHelloWhenItsHalvesRunInTwoJvms()
    {
        Jvm listener = domain.start(HelloListener.class);
        listener.await("open");
        for (int i = 0; i < 5; i++)
        {
            Jvm publisher = domain.start(HelloPublisher.class);
            listener.await("hello, world");
            publisher.join();
            assertEquals(List.of(), publisher.untold());
        }
        listener.order("");
        listener.join();
        assertEquals(List.of(), listener.untold());
        assertTrue(domain.files().isEmpty());
    }
}
