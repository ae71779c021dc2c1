package com.example.twohosts;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.gradientbus.Bus;
import org.gradientbus.BusConfig;
import org.gradientbus.udp.UdpConfig;

import java.time.Duration;
import java.util.Arrays;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * The trader of two JVMs on a host of its own: finds the desk by the name of its service, and sends it an order.
 */
public final class S10Trader
{
    private S10Trader()
    {
    }

    /**
     * Sends one order.
     *
     * @param args as of {@link S10Desk#main}
     */
    public static void main(String[] args)
    {
        String domain = args[0];
        UdpConfig network = UdpConfig.listen(args[1]).seeds(others(args));

        try (Bus bus = Bus.open(BusConfig.domain(domain).with(network)))
        {
            bus.awaitService("orders", Duration.ofSeconds(10));
            DirectBuffer order = new UnsafeBuffer("buy 100".getBytes(UTF_8));
            DirectBuffer reply = bus.requester("orders").call(order, 0, order.capacity(), Duration.ofSeconds(5));
            System.out.println("done: " + reply.getStringWithoutLengthUtf8(0, reply.capacity()));
            System.out.println(bus.explain("orders"));
        }
    }

    /** One side has to look for the other; both may. */
    static String[] others(String[] args)
    {
        return Arrays.copyOfRange(args, 2, args.length);
    }
}
