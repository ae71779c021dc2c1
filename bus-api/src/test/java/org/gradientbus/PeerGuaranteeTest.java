package org.gradientbus;

import static org.gradientbus.BusRig.message;
import static org.gradientbus.BusRig.offer;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.gradientbus.testkit.Await;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Buses that find each other: bindings, messages, answers.
 */
@Timeout(60)
class PeerGuaranteeTest
{
    @Test
    void shouldReachTheMailboxWhenItIsAPeers()
    {
        try (PeersRig rig = new PeersRig())
        {
            Bus here = rig.open("here");
            Bus there = rig.open("there");
            Inbox inbox = new Inbox();
            there.subscribe("prices/*", inbox);
            assertTrue(here.awaitService("prices/eurusd", BusRig.LONG));

            Sender sender = here.sender("prices/eurusd");
            for (int i = 0; i < 100; i++)
            {
                assertEquals(SendStatus.ACCEPTED, offer(sender, i));
            }

            Await.untilEquals("messages", 100, inbox::size);
            assertEquals(Inbox.upTo(100), inbox.numbers());
            assertEquals(Address.parse("prices/eurusd"), inbox.addresses().get(0));
        }
    }

    @Test
    void shouldEndInTheReplyWhenAPeerReplies()
    {
        try (PeersRig rig = new PeersRig())
        {
            Bus here = rig.open("here");
            Bus there = rig.open("there");
            there.subscribe("echo", (buffer, offset, length, envelope) ->
                assertEquals(SendStatus.ACCEPTED, envelope.reply(buffer, offset, length)));
            assertTrue(here.awaitService("echo", BusRig.LONG));

            assertEquals(42, here.requester("echo").call(message(42), 0, Long.BYTES, BusRig.LONG).getLong(0));
        }
    }

    @Test
    void shouldKnowNameAndRoundTripWhenPeersHaveMet()
    {
        try (PeersRig rig = new PeersRig())
        {
            Bus here = rig.open("here", (config) -> config.withPingInterval(java.time.Duration.ofMillis(50)));
            Bus there = rig.open("there");
            there.subscribe("a", new Inbox());
            rig.meet();
            Await.until("a round trip", () -> here.gradient().get(0).roundTrip().samples() >= 3);

            Peer peer = here.gradient().get(0);

            assertEquals("there", peer.name());
            assertEquals(there.nodeId(), peer.nodeId());
            assertEquals(Rung.HOST, peer.rung());
            assertTrue(peer.roundTrip().averageNs() > 0, peer::toString);
            assertTrue(peer.roundTrip().p99Ns() >= peer.roundTrip().p50Ns(), peer::toString);
            assertEquals(List.of(1, 1), List.of(peer.mailboxes(), peer.bindings()));
        }
    }
}
