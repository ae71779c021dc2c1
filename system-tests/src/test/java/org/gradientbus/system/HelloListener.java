package org.gradientbus.system;

import org.gradientbus.Bus;
import org.gradientbus.BusConfig;

import java.io.IOException;
import java.nio.file.Path;

/**
 * The half of hello that listens.
 */
final class HelloListener
{
    /**
     * Prints what is published until its input ends.
     *
     * @param args host directory
     */
    public static void main(String[] args) throws IOException
    {
        try (Bus bus = Bus.open(BusConfig.domain("hello").withHostDirectory(Path.of(args[0]))))
        {
            bus.subscribe("greetings", (buffer, offset, length, envelope) ->
                System.out.println(buffer.getStringWithoutLengthUtf8(offset, length)));

            System.out.println("open");
            System.in.read();
        }
    }
}
