package org.gradientbus.udp;

import org.agrona.concurrent.UnsafeBuffer;
import org.gradientbus.Bus;
import org.gradientbus.BusConfig;
import org.gradientbus.RequestException;
import org.gradientbus.Requester;
import org.gradientbus.Rung;

import java.time.Duration;
import java.util.concurrent.CompletionException;

/**
 * Asks {@link EchoProgram}: at "echo" with messages of several lengths, and says "answered"; then at "mute", and says
 * how that ended.
 */
final class AskProgram
{
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private AskProgram()
    {
    }

    /** The domain, where to listen, and a seed. Ends when its input does. */
    public static void main(String[] args) throws Exception
    {
        try (Bus bus = Bus.open(BusConfig.domain(args[0]).withoutRung(Rung.HOST)
            .with(UdpConfig.listen(args[1]).seeds(args[2]))))
        {
            bus.awaitService("echo", PATIENCE);
            bus.awaitService("mute", PATIENCE);
            try (Requester echo = bus.requester("echo"); Requester mute = bus.requester("mute"))
            {
                UnsafeBuffer message = new UnsafeBuffer(new byte[100_000]);
                for (int length : new int[]{8, 1376, 1377, 10_000, 100_000})
                {
                    message.putInt(0, length);
                    if (echo.call(message, 0, length, PATIENCE).getInt(0) != length)
                    {
                        throw new AssertionError("a wrong answer");
                    }
                }
                System.out.println("answered");
                Thread asker = new Thread(() ->
                {
                    String outcome = outcome(mute, message);
                    System.out.println(outcome);
                    if (outcome.equals("PEER_LOST") && bus.awaitService("echo", PATIENCE))
                    {
                        echo.call(message, 0, 100_000, PATIENCE);
                        System.out.println("answered again");
                    }
                });
                asker.setDaemon(true);
                asker.start();
                while (System.in.read() >= 0)
                {
                    Thread.onSpinWait();
                }
            }
        }
    }

    private static String outcome(Requester mute, UnsafeBuffer message)
    {
        try
        {
            mute.request(message, 0, 8, PATIENCE).join();
            return "a reply";
        }
        catch (CompletionException failed)
        {
            return failed.getCause() instanceof RequestException request ? request.failure().name() :
                failed.toString();
        }
    }
}
