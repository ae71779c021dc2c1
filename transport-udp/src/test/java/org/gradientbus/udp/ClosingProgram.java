package org.gradientbus.udp;

import org.agrona.concurrent.UnsafeBuffer;
import org.gradientbus.Bus;
import org.gradientbus.BusConfig;
import org.gradientbus.Rung;
import org.gradientbus.Sender;

import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Sends and closes at once, again and again, on a {@link DetourHost}. Says a line for each time, and one at the end:
 *
 * <pre>
 *   missing 0
 *   over
 * </pre>
 */
final class ClosingProgram
{
    private static final int MESSAGES = 2_000;
    private static final int LENGTH = 200;
    private static final int PORT = 40123;
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private ClosingProgram()
    {
    }

    /**
     * Runs to its end.
     *
     * @param args how often
     */
    public static void main(String[] args) throws InterruptedException
    {
        for (int i = Integer.parseInt(args[0]); i > 0; i--)
        {
            System.out.println("missing " + missing());
        }
        System.out.println("over");
    }

    private static long missing() throws InterruptedException
    {
        BusConfig config = BusConfig.domain("closing-" + Long.toHexString(new Random().nextLong()))
            .withRungs(Rung.NETWORK);
        CountDownLatch missing = new CountDownLatch(MESSAGES);
        String receiverAt = DetourHost.ADDRESS + ":" + PORT;
        try (Bus receiver = Bus.open(config.with(patient(UdpConfig.listen(receiverAt)))))
        {
            receiver.subscribe("orders", (buffer, offset, length, envelope) -> missing.countDown());
            try (Bus closing = Bus.open(
                config.with(patient(UdpConfig.listen(DetourHost.OTHER_ADDRESS + ":0").seeds(receiverAt)))))
            {
                closing.awaitService("orders", PATIENCE);
                send(closing);
            }
            // What is not there by then was given up.
            missing.await(2, TimeUnit.SECONDS);
        }
        return missing.getCount();
    }

    private static void send(Bus bus)
    {
        UnsafeBuffer message = new UnsafeBuffer(new byte[LENGTH]);
        Sender sender = bus.sender("orders");
        for (int i = 0; i < MESSAGES; i++)
        {
            sender.send(message, 0, LENGTH, PATIENCE);
        }
    }

    private static UdpConfig patient(UdpConfig config)
    {
        return config.withConnectTimeout(PATIENCE).withPeerTimeout(PATIENCE);
    }
}
