package org.gradientbus.engine;

import org.gradientbus.Bus;
import org.gradientbus.BusConfig;
import org.gradientbus.BusException;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** What a user's first program does, run by {@link ModuleAccessTest} in a JVM of its own. */
final class FlaglessHello
{
    static final int REFUSED = 3;
    static final int SILENT = 4;

    private FlaglessHello()
    {
    }

    public static void main(String[] args) throws InterruptedException
    {
        try (Bus bus = Bus.open(BusConfig.defaults().withOpenModules(Boolean.parseBoolean(args[0]))))
        {
            final CountDownLatch heard = new CountDownLatch(1);
            bus.subscribe("greetings", (buffer, offset, length, envelope) ->
            {
                System.out.println("heard " + buffer.getStringWithoutLengthAscii(offset, length));
                heard.countDown();
            });
            bus.publisher("greetings").send(new byte[] {'h', 'e', 'l', 'l', 'o'}, Duration.ofSeconds(5));
            if (!heard.await(20, TimeUnit.SECONDS))
            {
                System.exit(SILENT);
            }
        }
        catch (final BusException refused)
        {
            System.out.println(refused.getMessage());
            System.exit(REFUSED);
        }
    }
}
