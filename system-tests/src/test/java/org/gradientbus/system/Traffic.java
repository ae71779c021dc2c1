package org.gradientbus.system;

import org.gradientbus.testkit.Await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Senders and receivers of a test, and the balance of what all of them entered in their ledgers. It is drawn by the
 * process of the test, which takes no part in the traffic.
 */
final class Traffic
{
    private final HostDomain domain;
    private int senders;
    private int receivers;

    Traffic(HostDomain domain)
    {
        this.domain = domain;
    }

    /** One sending process. */
    record Sender(int number, Jvm jvm, List<SendingThread.Way> ways, List<Ledger> ledgers, List<Path> files)
    {
        /** What a stream has had accepted for a receiver. */
        long accepted(int index, Receiver receiver)
        {
            return ledgers.get(index).get(row(index, receiver), Ledger.ACCEPTED);
        }

        private int row(int index, Receiver receiver)
        {
            return ways.get(index) == SendingThread.Way.PUBLISH ? 0 : receiver.number;
        }

        /** Is a claim open that will never be committed? */
        boolean isInClaim(List<Receiver> receivers)
        {
            return receivers.stream().anyMatch((each) -> ledgers.get(0).get(each.number, Ledger.CLAIMED) > 0);
        }

        boolean flowsTo(List<Receiver> receivers, long messages)
        {
            jvm.requireWell();
            for (int i = 0; i < ways.size(); i++)
            {
                for (Receiver each : receivers)
                {
                    if (accepted(i, each) < messages)
                    {
                        return false;
                    }
                }
            }
            return true;
        }
    }

    /** One receiving process. */
    record Receiver(int number, Jvm jvm, Ledger ledger, Path file)
    {
        long received(Sender sender, int index)
        {
            return ledger.get(SenderProgram.stream(sender.number, index), Ledger.RECEIVED);
        }

        /** Of all streams of a sender. */
        long received(Sender sender)
        {
            sender.jvm.requireWell();
            long sum = 0;
            for (int i = 0; i < sender.ways.size(); i++)
            {
                sum += received(sender, i);
            }
            return sum;
        }

        void assertNoFault(Sender sender)
        {
            assertEquals(0, ledger.get(0, Ledger.CORRUPT), "messages that are not what was sent");
            for (int i = 0; i < sender.ways.size(); i++)
            {
                assertEquals(0, ledger.get(SenderProgram.stream(sender.number, i), Ledger.FAULTS),
                    sender.jvm + ", " + sender.ways.get(i) + ": messages that came twice, or out of order");
            }
        }
    }

    Receiver startReceiver(boolean isSteady)
    {
        int number = receivers++;
        Path file = domain.file("receiver." + number);
        Ledger ledger = new Ledger(file);
        String name = (isSteady ? Programs.STEADY : "victim") + " receiver " + number;
        List<String> flags = isSteady ? List.of() : HostDomain.SHORT_LIVED;
        Jvm jvm = domain.start(ReceiverProgram.class, flags, Integer.toString(number), name, file.toString());
        return new Receiver(number, jvm, ledger, file);
    }

    Sender startSender(boolean isSteady, int receiversExpected, long claimAt, SendingThread.Way... ways)
    {
        int number = senders++;
        Path prefix = domain.file("sender." + number);
        String name = (isSteady ? Programs.STEADY : "victim") + " sender " + number;
        List<String> arguments = new ArrayList<>(List.of(Integer.toString(number), name, prefix.toString(),
            Integer.toString(receiversExpected), Long.toString(claimAt)));
        List<Ledger> ledgers = new ArrayList<>();
        List<Path> files = new ArrayList<>();
        for (int i = 0; i < ways.length; i++)
        {
            arguments.add(ways[i].name());
            files.add(SenderProgram.ledger(prefix, i));
            ledgers.add(new Ledger(files.get(i)));
        }
        List<String> flags = isSteady ? List.of() : HostDomain.SHORT_LIVED;
        Jvm jvm = domain.start(SenderProgram.class, flags, arguments.toArray(String[]::new));
        return new Sender(number, jvm, List.of(ways), ledgers, files);
    }

    /**
     * Waits until a sender that sends no more has had everything delivered to a receiver that lives, and checks it: all
     * that was accepted, each once, in order; of what was being offered when it was killed, all or nothing.
     *
     * @return messages delivered
     */
    long assertAllDelivered(Sender sender, Receiver receiver)
    {
        long sum = 0;
        for (int i = 0; i < sender.ways.size(); i++)
        {
            int index = i;
            int row = sender.row(i, receiver);
            long accepted = sender.ledgers.get(i).get(row, Ledger.ACCEPTED);
            Await.until(sender.jvm + ", " + sender.ways.get(i) + ": " + accepted + " messages accepted, at receiver " +
                receiver.number, () -> receiver.received(sender, index) >= accepted);
            long received = receiver.received(sender, i);
            boolean isInClaim = sender.ledgers.get(i).get(row, Ledger.CLAIMED) > 0;
            long most = isInClaim ? accepted : sender.ledgers.get(i).get(row, Ledger.OFFERING);
            assertTrue(received <= most, () -> sender.jvm + ", " + sender.ways.get(index) + ": accepted=" + accepted +
                " offered=" + most + " received=" + received);
            sum += received;
        }
        receiver.assertNoFault(sender);
        return sum;
    }

    /**
     * Waits until a sender has said what a receiver that was killed has left, and that each request has ended.
     *
     * @return how many of the messages counted as lost the receiver had handled: nobody could know that
     */
    long assertAccounted(Sender sender, Receiver dead)
    {
        Await.until(sender.jvm + " to count what receiver " + dead.number + " has left",
            () -> sender.ledgers.get(0).get(dead.number, Ledger.ACCOUNTED) > 0);
        assertRequestsEnded(sender, List.of(dead));
        dead.assertNoFault(sender);
        long missing = -dead.received(sender);
        for (int i = 0; i < sender.ways.size(); i++)
        {
            missing += sender.accepted(i, dead) - sender.ledgers.get(i).get(sender.row(i, dead), Ledger.NOT_SENT);
        }
        return sender.ledgers.get(0).get(dead.number, Ledger.ACCOUNTED) - 1 - missing;
    }

    /** Each once, whether with a reply or because the receiver was killed. */
    void assertRequestsEnded(Sender sender, List<Receiver> receivers)
    {
        for (int i = 0; i < sender.ways.size(); i++)
        {
            if (sender.ways.get(i) == SendingThread.Way.REQUEST)
            {
                Ledger ledger = sender.ledgers.get(i);
                for (Receiver each : receivers)
                {
                    Await.until(sender.jvm + ": the end of each request to receiver " + each.number,
                        () -> ledger.get(each.number, Ledger.RECEIVED) >= ledger.get(each.number, Ledger.ACCEPTED));
                    assertEquals(ledger.get(each.number, Ledger.ACCEPTED), ledger.get(each.number, Ledger.RECEIVED));
                    assertEquals(0, ledger.get(each.number, Ledger.CORRUPT));
                }
            }
        }
    }

    static void forget(List<Path> files)
    {
        files.forEach((each) -> assertTrue(each.toFile().delete() || !Files.exists(each)));
    }
}
