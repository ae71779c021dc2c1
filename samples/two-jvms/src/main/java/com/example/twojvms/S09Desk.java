package com.example.twojvms;

import org.gradientbus.Bus;
import org.gradientbus.BusConfig;

/**
 * The one JVM: takes orders until it is ended. {@link S09Trader} is the other.
 */
public final class S09Desk
{
    private S09Desk()
    {
    }

    /**
     * Serves the domain.
     *
     * @param args none, or the domain's name
     * @throws InterruptedException never
     */
    public static void main(String[] args) throws InterruptedException
    {
        String domain = args.length == 0 ? "trading" : args[0];

        try (Bus bus = Bus.open(BusConfig.domain(domain)))
        {
            bus.subscribe("orders", (buffer, offset, length, envelope) ->
            {
                System.out.println("got: " + buffer.getStringWithoutLengthUtf8(offset, length));
                envelope.reply(buffer, offset, length);
            });
            Thread.currentThread().join();
        }
    }
}
