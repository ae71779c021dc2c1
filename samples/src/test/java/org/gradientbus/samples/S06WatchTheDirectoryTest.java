package org.gradientbus.samples;

import org.junit.jupiter.api.Test;

import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;

class S06WatchTheDirectoryTest
{
    @Test
    void shouldSeeWhoIsThereAndThenWhoComesAndGoes()
    {
        final List<String> seen = S06WatchTheDirectory.run(System.out);

        assertEquals(
            List.of("up printers/first at PROCESS", "up printers/second at PROCESS", "found: true",
                "down printers/second"),
            seen.subList(0, 4));
    }
}
