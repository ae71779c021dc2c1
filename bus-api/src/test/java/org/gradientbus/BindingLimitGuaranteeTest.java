package org.gradientbus;

import static org.gradientbus.BusRig.offer;
import static org.gradientbus.SendStatus.ACCEPTED;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.gradientbus.testkit.Await;
import org.junit.jupiter.api.Test;

/**
 * How many names a bus may have, and knows of a peer.
 */
class BindingLimitGuaranteeTest
{
    private static final MessageHandler NOTHING = (buffer, offset, length, envelope) ->
    {
    };

    @Test
    void shouldRefuseANameWhenTheBusHasAsManyAsItMay()
    {
        try (BusRig rig = new BusRig((config) -> config.withMaxBindings(3)))
        {
            Mailbox mailbox = rig.bus.subscribe("a", NOTHING).bind(Address.parse("b"));

            BusException refusal = assertThrows(BusException.class, () -> mailbox.bind(Address.parse("c")));
            assertTrue(refusal.getMessage().contains("maxBindings=3"), refusal::getMessage);
            assertThrows(BusException.class, () -> rig.bus.mailbox(NOTHING, MailboxOptions.defaults()));
            assertEquals(ACCEPTED, offer(rig.bus.sender("b"), 1));

            mailbox.unbind(Address.parse("b"));
            mailbox.bind(Address.parse("c"));
            mailbox.close();
            rig.bus.subscribe("d", NOTHING).bind(Address.parse("e"));
        }
    }

    @Test
    void shouldLeaveOutWhatAPeerHasBeyondTheLimitAndKnowTheRestWhenThereIsRoom()
    {
        try (PeersRig rig = PeersRig.withTags(Rung.HOST))
        {
            Bus here = rig.open("here", (config) -> config.withMaxBindings(20));
            Bus there = rig.open("there");
            rig.meet();
            Mailbox mailbox = there.mailbox(NOTHING, MailboxOptions.defaults());
            for (int i = 0; i < 50; i++)
            {
                mailbox.bind(Address.parse("name/" + i));
            }

            Await.untilEquals("names left out", 31L, () -> here.counters().get(BusCounter.BINDINGS_LEFT_OUT));
            assertEquals(1, rig.errors.size(), rig.errors::toString);
            assertTrue(rig.errors.remove().getMessage().contains("maxBindings=20"));
            assertEquals(19, here.gradient().get(0).bindings());
            assertEquals(ACCEPTED, offer(here.sender("name/0"), 1));

            for (int i = 0; i < 45; i++)
            {
                mailbox.unbind(Address.parse("name/" + i));
            }
            Await.until("the rest", () -> here.gradient().get(0).bindings() == 5);
            assertTrue(here.awaitService("name/49", BusRig.LONG));
            rig.errors.clear();
        }
    }
}
