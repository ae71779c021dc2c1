package org.gradientbus.udp;

import org.agrona.concurrent.UnsafeBuffer;
import org.gradientbus.Bus;
import org.gradientbus.BusConfig;
import org.gradientbus.BusEvent;
import org.gradientbus.Requester;
import org.gradientbus.Rung;
import org.gradientbus.testkit.Await;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What a node has sent that is no more comes late, or again, when there is another one at its address. */
class FormerIncarnationTest
{
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int TIMES = 5;
    private static final int MOST_REMEMBERED = 256;

    private final String domain = "former-" + Long.toHexString(new Random().nextLong());
    private final List<BusEvent> events = new CopyOnWriteArrayList<>();
    private TappedGuard guard;

    @Test
    void shouldTakeNoNoticeOfWhatAFormerNodeSentWhenAnotherIsAtItsAddress() throws Exception
    {
        String there = "127.0.0.1:" + PoisonTest.freePort();
        UdpConfig here = UdpConfig.listen("127.0.0.1:0").seeds(there).withPeerTimeout(Duration.ofSeconds(1));
        try (Bus bus = Bus.open(BusConfig.domain(domain).withoutRung(Rung.HOST).withEventHandler(events::add)
            .with(PoisonTest.guarded(here, (config, context) -> guard = new TappedGuard(config, context))));
            Requester echo = bus.requester("echo"))
        {
            try (ChildJvm former = new ChildJvm(EchoProgram.class, domain, there))
            {
                ask(bus, echo);
                former.kill();
            }
            List<TappedGuard.Datagram> late = heard();
            assertTrue(late.size() > TIMES, "datagrams of the former: " + late.size());
            Await.until("nobody there", PATIENCE, () -> bus.gradient().isEmpty());
            try (ChildJvm present = new ChildJvm(EchoProgram.class, domain, there))
            {
                ask(bus, echo);
                long node = bus.gradient().get(0).nodeId();

                for (int i = 0; i < TIMES; i++)
                {
                    guard.receiving.toHear.addAll(late);
                    Await.until("all to be heard", PATIENCE, guard.receiving.toHear::isEmpty);
                    ask(bus, echo);
                }

                assertEquals(1, bus.gradient().size());
                assertEquals(node, bus.gradient().get(0).nodeId());
                assertEquals(List.of(BusEvent.PeerMet.class, BusEvent.PeerGone.class, BusEvent.PeerMet.class),
                    events.stream().<Object>map(Object::getClass).toList(), events::toString);
                present.end();
            }
        }
    }

    private static void ask(Bus bus, Requester echo)
    {
        assertTrue(bus.awaitService("echo", PATIENCE));
        UnsafeBuffer message = new UnsafeBuffer(new byte[64]);
        assertEquals(64, echo.call(message, 0, 64, PATIENCE).capacity());
    }

    private List<TappedGuard.Datagram> heard()
    {
        List<TappedGuard.Datagram> all = new ArrayList<>();
        for (int i = 0; i < MOST_REMEMBERED; i++)
        {
            all.add(guard.receiving.any(i));
        }
        all.removeIf(Objects::isNull);
        return all;
    }
}
