package com.example.twohosts;

import org.gradientbus.Bus;
import org.gradientbus.BusConfig;
import org.gradientbus.udp.UdpConfig;

/**
 * The desk of two JVMs on a host of its own: takes orders until it is ended. {@link S10Trader} is on another one.
 */
public final class S10Desk
{
    private S10Desk()
    {
    }

    /**
     * Serves the domain.
     *
     * @param args the domain's name; where this host receives, {@code 10.0.0.5:40123}; where others do, if this one is
     *             to look for them
     * @throws InterruptedException never
     */
    public static void main(String[] args) throws InterruptedException
    {
        String domain = args[0];
        UdpConfig network = UdpConfig.listen(args[1]).seeds(S10Trader.others(args));

        try (Bus bus = Bus.open(BusConfig.domain(domain).with(network)))
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
