package com.example.hello;

import org.gradientbus.Bus;

import java.time.Duration;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * The smallest program there is.
 */
public final class Hello
{
    public static void main(String[] args)
    {
        try (Bus bus = Bus.open())
        {
            bus.subscribe("greetings", (buffer, offset, length, envelope) ->
                System.out.println(buffer.getStringWithoutLengthUtf8(offset, length)));

            bus.publisher("greetings").send("hello, world".getBytes(UTF_8), Duration.ofSeconds(1));
        }
    }
}
