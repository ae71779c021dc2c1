package com.example.twojvms;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.gradientbus.Bus;
import org.gradientbus.BusConfig;

import java.time.Duration;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * The other JVM: finds the desk by the name of its service, wherever that runs, and sends it an order.
 */
public final class S09Trader
{
    private S09Trader()
    {
    }

    /**
     * Sends one order.
     *
     * @param args none, or the domain's name
     */
    public static void main(String[] args)
    {
        String domain = args.length == 0 ? "trading" : args[0];

        try (Bus bus = Bus.open(BusConfig.domain(domain)))
        {
            bus.awaitService("orders", Duration.ofSeconds(10));
            DirectBuffer order = new UnsafeBuffer("buy 100".getBytes(UTF_8));
            DirectBuffer reply = bus.requester("orders").call(order, 0, order.capacity(), Duration.ofSeconds(5));
            System.out.println("done: " + reply.getStringWithoutLengthUtf8(0, reply.capacity()));
            System.out.println(bus.explain("orders"));
        }
    }
}
