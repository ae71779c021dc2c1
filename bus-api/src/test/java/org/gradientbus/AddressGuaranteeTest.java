package org.gradientbus;

import static org.gradientbus.BusRig.message;
import static org.gradientbus.BusRig.offer;
import static org.gradientbus.BusRig.on;
import static org.gradientbus.SendStatus.ACCEPTED;
import static org.gradientbus.SendStatus.NO_ROUTE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Who gets a message, by what is written on it.
 */
class AddressGuaranteeTest
{
    /** Docs: architecture.md, section 4. One digit a mailbox, in the order of their ranges: how many copies it got. */
    @ParameterizedTest
    @CsvSource(
        {
            "'{8080,99-100}', 1, 11100", "'{8080,150-250}', 1, 00110", "'{8080,200-399}', 1, 00011",
            "'{8080,0-399}', 1, 11111",
            "'{8080,99-100}', 2, 11100", "'{8080,150-250}', 2, 00110", "'{8080,200-399}', 2, 00011",
            "'{8080,0-399}', 2, 11111",
            "'{8080,99-100}', 5, 11100", "'{8080,150-250}', 5, 00110", "'{8080,200-399}', 5, 00011",
            "'{8080,0-399}', 5, 11111",
        })
    void shouldReachEachMatchingMailboxOnceWhenPublishedToNumbers(String to, int loops, String oracle)
    {
        try (BusRig rig = new BusRig())
        {
            List<Loop> attached = new ArrayList<>(List.of(rig.loop));
            while (attached.size() < loops)
            {
                attached.add(rig.polledLoop("loop-" + attached.size()));
            }
            List<Inbox> inboxes = new ArrayList<>();
            for (String range : List.of("0-99", "0-99", "100-199", "200-299", "300-399"))
            {
                Inbox inbox = new Inbox();
                Loop loop = attached.get(inboxes.size() % loops);
                Mailbox mailbox = rig.bus.subscribe("{8080," + range + "}", inbox, on(loop));
                inboxes.add(inbox);
                if (range.startsWith("2"))
                {
                    mailbox.bind(Address.parse("{8080,210-220}")).bind(Address.parse("{8080,250}"));
                }
            }

            assertEquals(ACCEPTED, offer(rig.bus.publisher(to), 1));
            rig.settle();

            StringBuilder got = new StringBuilder();
            inboxes.forEach((each) -> got.append(each.size()));
            assertEquals(oracle, got.toString());
            rig.assertBalanced();
        }
    }

    @Test
    void shouldDeliverOneCopyWhenAMailboxMatchesTwice()
    {
        try (BusRig rig = new BusRig())
        {
            Inbox inbox = new Inbox();
            rig.bus.subscribe("prices/eurusd", inbox)
                .bind(Address.parse("prices/*"))
                .bind(Address.parse("prices/**"))
                .bind(Address.parse("**"));

            offer(rig.bus.publisher("prices/eurusd"), 1);
            offer(rig.bus.sender("prices/eurusd"), 2);
            rig.settle();

            assertEquals(List.of(1L, 2L), inbox.numbers());
            assertEquals("prices/eurusd", inbox.addresses().get(0).toString());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "a/*, a/b, true", "a/*, a/b/c, false", "a/*, a, false", "*/b, a/b, true", "*/b, a/c, false",
        "a/**, a/b, true", "a/**, a/b/c/d, true", "**, a, true", "**, a/b/c, true", "a/*/c, a/b/c, true",
        "a/*/c, a/b/d, false", "a/b, a/b, true", "a/b, a/bb, false",
    })
    void shouldReachThePatternWhenTheNameMatches(String pattern, String name, boolean matches)
    {
        try (BusRig rig = new BusRig())
        {
            Inbox inbox = new Inbox();
            rig.bus.subscribe(pattern, inbox);

            assertEquals(matches ? ACCEPTED : NO_ROUTE, offer(rig.bus.publisher(name), 1));
            rig.settle();

            assertEquals(matches ? 1 : 0, inbox.size());
        }
    }

    @Test
    void shouldRefuseToSendWhenTheAddressIsAPattern()
    {
        try (BusRig rig = new BusRig())
        {
            assertThrows(IllegalArgumentException.class, () -> rig.bus.publisher("a/*"));
            assertThrows(IllegalArgumentException.class, () -> rig.bus.sender("**"));
            assertThrows(IllegalArgumentException.class, () -> rig.bus.requester("a/**"));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'printer@{8080,1}', true", "printer, true", "'{8080,1}', true", "'{8080,0-5}', true",
        "'printer@{8080,2}', false", "'scanner@{8080,1}', false", "'{8080,2}', false",
    })
    void shouldFindTheServiceWhenAllThatIsGivenMatches(String to, boolean matches)
    {
        try (BusRig rig = new BusRig())
        {
            Inbox inbox = new Inbox();
            rig.bus.subscribe("printer@{8080,1,1}", inbox);

            assertEquals(matches ? ACCEPTED : NO_ROUTE, offer(rig.bus.publisher(to), 1));
            rig.settle();

            assertEquals(matches ? 1 : 0, inbox.size());
        }
    }

    @Test
    void shouldReachOneExactMailboxWhenSentToItsPort()
    {
        try (BusRig rig = new BusRig())
        {
            Inbox mine = new Inbox();
            Inbox other = new Inbox();
            Mailbox mailbox = rig.bus.subscribe("a", mine);
            rig.bus.subscribe("a", other);
            Address port = Address.parse(mailbox.port().toString());

            assertEquals(ACCEPTED, offer(rig.bus.sender(port, PortOptions.defaults()), 1));
            assertEquals(ACCEPTED, offer(rig.bus.publisher(port, PortOptions.defaults()), 2));
            rig.settle();
            assertEquals(List.of(1L, 2L), mine.numbers());
            assertEquals(List.of(), other.numbers());

            mailbox.close();
            assertEquals(NO_ROUTE, offer(rig.bus.sender(port, PortOptions.defaults()), 3));
        }
    }

    @ParameterizedTest
    @EnumSource(Selection.class)
    void shouldReachExactlyOneMailboxWhenASenderIsUsed(Selection selection)
    {
        try (BusRig rig = new BusRig())
        {
            List<Inbox> inboxes = List.of(new Inbox(), new Inbox(), new Inbox());
            inboxes.forEach((each) -> rig.bus.subscribe("a", each));
            Sender sender = rig.bus.sender("a", selection);
            for (int number = 0; number < 30; number++)
            {
                assertEquals(ACCEPTED, offer(sender, number));
            }
            rig.settle();

            Set<Long> received = new HashSet<>();
            inboxes.forEach((each) -> received.addAll(each.numbers()));
            assertEquals(30, received.size());
            assertEquals(30, inboxes.stream().mapToInt(Inbox::size).sum());
            if (selection != Selection.RANDOM)
            {
                assertEquals(List.of(10, 10, 10), inboxes.stream().map(Inbox::size).toList());
            }
        }
    }

    @Test
    void shouldReachTheSameMailboxWhenTheKeyIsTheSame()
    {
        try (BusRig rig = new BusRig())
        {
            int keys = 40;
            List<Inbox> inboxes = List.of(new Inbox(), new Inbox(), new Inbox());
            List<Mailbox> mailboxes = inboxes.stream().map((each) -> rig.bus.subscribe("a", each)).toList();
            Sender sender = rig.bus.sender("a");
            List<Integer> owners = ownersOf(keys, sender, rig, inboxes);

            assertEquals(owners, ownersOf(keys, rig.bus.sender("a"), rig, inboxes));

            mailboxes.get(2).close();
            List<Integer> afterwards = ownersOf(keys, sender, rig, inboxes);
            for (int key = 0; key < keys; key++)
            {
                if (owners.get(key) != 2)
                {
                    assertEquals(owners.get(key), afterwards.get(key), "owner of key " + key);
                }
            }
        }
    }

    private static List<Integer> ownersOf(int keys, Sender sender, BusRig rig, List<Inbox> inboxes)
    {
        List<Integer> owners = new ArrayList<>();
        for (int key = 0; key < keys; key++)
        {
            List<Integer> before = inboxes.stream().map(Inbox::size).toList();
            assertEquals(ACCEPTED, sender.offer((long)key, message(key), 0, Long.BYTES));
            rig.settle();
            for (int i = 0; i < inboxes.size(); i++)
            {
                if (inboxes.get(i).size() > before.get(i))
                {
                    owners.add(i);
                }
            }
        }
        return owners;
    }

    @Test
    void shouldRefuseTheBindingWhenItIsNotTheUsersToGive()
    {
        try (BusRig rig = new BusRig())
        {
            Mailbox mailbox = rig.bus.subscribe("a", new Inbox());

            assertThrows(IllegalArgumentException.class, () -> mailbox.bind(mailbox.port()));
            assertThrows(IllegalArgumentException.class, () -> mailbox.bind(Address.parse("{63,1}")));
            assertThrows(IllegalStateException.class, () -> mailbox.bind(Address.parse("a")));
            assertThrows(IllegalStateException.class, () -> mailbox.unbind(Address.parse("b")));
            assertEquals(List.of(Address.parse("a")), mailbox.bindings());
        }
    }
}
