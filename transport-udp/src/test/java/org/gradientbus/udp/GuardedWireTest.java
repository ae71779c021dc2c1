package org.gradientbus.udp;

import io.aeron.driver.MediaDriver;
import org.gradientbus.Bus;
import org.gradientbus.BusConfig;
import org.gradientbus.Publisher;
import org.gradientbus.Rung;
import org.gradientbus.spi.TransportContext;
import org.gradientbus.testkit.Await;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;

import static org.junit.jupiter.api.Assertions.assertEquals;

/**
 * A wire that loses, repeats and swaps datagrams makes true ones look strange: they come late, twice, and cut otherwise
 * when they are sent again. The guard must take none of them for a forged one.
 */
class GuardedWireTest
{
    private static final Duration PATIENCE = Duration.ofSeconds(50);
    private static final long MESSAGES = 30_000;

    private final String domain = "wire-" + Long.toHexString(new Random().nextLong());
    private final long seed = new Random().nextLong();
    private final Random seeds = new Random(seed);
    private final List<Throwable> errors = new CopyOnWriteArrayList<>();

    @ParameterizedTest
    @ValueSource(doubles = {0.01, 0.05, 0.2})
    void shouldRefuseNothingThatIsTrueWhenTheWireIsBad(double rate) throws Exception
    {
        System.out.println("guarded wire: seed=" + seed);
        int port = PoisonTest.freePort();
        try (Bus receiver = Bus.open(config(UdpConfig.listen("127.0.0.1:" + port), rate));
            Bus sender = Bus.open(config(UdpConfig.listen("127.0.0.1:0").seeds("127.0.0.1:" + port), rate));
            Publisher publisher = sender.publisher("flow");
            SteadyFlow flow = new SteadyFlow(publisher))
        {
            receiver.subscribe("flow", flow::onMessage);
            sender.awaitService("flow", PATIENCE);
            flow.start();

            Await.until("messages", PATIENCE, () -> flow.received() > MESSAGES);
            flow.end();
            Await.until("all of them", PATIENCE, flow::isComplete);

            assertEquals(List.of(), flow.faults());
            assertEquals(List.of(), errors);
            for (Bus each : List.of(receiver, sender))
            {
                assertEquals(0, each.counters().ofRung(Rung.NETWORK).get("driver errors"));
            }
        }
    }

    private BusConfig config(UdpConfig config, double rate)
    {
        return BusConfig.domain(domain).withoutRung(Rung.HOST).withErrorHandler(errors::add)
            .with(PoisonTest.guarded(config.withPeerTimeout(Duration.ofSeconds(10)),
                (udp, context) -> new BadWire(udp, context, rate, seeds)));
    }

    /** Loses, repeats and holds back datagrams before they come to the guard. */
    private static final class BadWire extends Guard
    {
        private final double rate;
        private final Random seeds;

        BadWire(UdpConfig config, TransportContext context, double rate, Random seeds)
        {
            super(config, context);
            this.rate = rate;
            this.seeds = seeds;
        }

        @Override
        void install(MediaDriver.Context settings, Selector selector)
        {
            settings
                .receiveChannelEndpointSupplier((channel, dispatcher, status, context) ->
                    new GuardedReceiveEndpoint(channel, dispatcher, status, context, this, selector)
                    {
                        private final Mishap mishap = new Mishap(rate, new Random(seeds.nextLong()));

                        @Override
                        InetSocketAddress receiveAny(ByteBuffer buffer)
                        {
                            return mishap.next(buffer, super.receiveAny(buffer));
                        }
                    })
                .sendChannelEndpointSupplier((channel, status, context) ->
                    new GuardedSendEndpoint(channel, status, context, this, selector)
                    {
                        private final Mishap mishap = new Mishap(rate, new Random(seeds.nextLong()));

                        @Override
                        InetSocketAddress receiveAny(ByteBuffer buffer)
                        {
                            return mishap.next(buffer, super.receiveAny(buffer));
                        }
                    });
        }
    }

    /** What befalls datagrams: one is lost, one comes in place of a later one, and that later, or twice. */
    private static final class Mishap
    {
        private final double rate;
        private final Random random;
        private byte[] held;
        private InetSocketAddress heldSource;

        Mishap(double rate, Random random)
        {
            this.rate = rate;
            this.random = random;
        }

        InetSocketAddress next(ByteBuffer buffer, InetSocketAddress source)
        {
            if (source == null || random.nextDouble() >= rate)
            {
                return source;
            }
            byte[] bytes = new byte[buffer.position()];
            buffer.duplicate().flip().get(bytes);
            byte[] earlier = held;
            InetSocketAddress earlierSource = heldSource;
            held = bytes;
            heldSource = source;
            if (earlier == null || random.nextInt(3) == 0)
            {
                // Lost, or to come later.
                buffer.clear();
                return null;
            }
            if (random.nextBoolean())
            {
                // Twice.
                return source;
            }
            buffer.clear();
            buffer.put(earlier);
            return earlierSource;
        }
    }
}
