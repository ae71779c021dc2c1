package org.gradientbus.system;

import org.gradientbus.Bus;
import org.gradientbus.BusConfig;

import java.nio.file.Path;
import java.time.Duration;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * The half of hello that publishes.
 */
final class HelloPublisher
{
    /**
     * Says hello.
     *
     * @param args host directory
     */
    public static void main(String[] args)
    {
        try (Bus bus = Bus.open(BusConfig.domain("hello").withHostDirectory(Path.of(args[0]))))
        {
            bus.publisher("greetings").send("hello, world".getBytes(UTF_8), Duration.ofSeconds(1));
        }
    }
}
