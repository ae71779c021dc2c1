package org.gradientbus.udp;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.gradientbus.Address;
import org.gradientbus.Binding;
import org.gradientbus.Bus;
import org.gradientbus.BusConfig;
import org.gradientbus.BusCounter;
import org.gradientbus.Counters;
import org.gradientbus.DirectoryListener;
import org.gradientbus.Mailbox;
import org.gradientbus.ReplyHandler;
import org.gradientbus.RequestFailure;
import org.gradientbus.Requester;
import org.gradientbus.Rung;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * One of several buses that a network parts and joins: says which names it knows whenever that changes, asks all the
 * others something all the time, and does what its input says.
 *
 * <pre>
 *   bind NAME, unbind NAME     of a mailbox of its own
 *   rest, work                 whether it asks
 *   ledger WORD                it says "ledger WORD inFlight pending forgotten sent received lost"
 * </pre>
 */
final class PartitionedProgram
{
    private static final Duration ANSWER = Duration.ofSeconds(2);
    private static final long PAUSE_NS = 5_000_000;

    private static final AtomicLong ASKED = new AtomicLong();
    private static final Outcomes OUTCOMES = new Outcomes();

    private static volatile boolean isWorking = true;
    private static volatile boolean isEnding;

    private PartitionedProgram()
    {
    }

    /** The domain, how long peers may be silent, its own number, and the addresses of all. Ends when its input does. */
    public static void main(String[] args) throws Exception
    {
        int own = Integer.parseInt(args[2]);
        List<String> addresses = new ArrayList<>(Arrays.asList(args).subList(3, args.length));
        String at = addresses.get(own);
        List<String> seeds = new ArrayList<>(addresses);
        seeds.remove(own);
        try (Bus bus = Bus.open(BusConfig.domain(args[0]).withoutRung(Rung.HOST)
            .with(UdpConfig.listen(at).seeds(seeds.toArray(new String[0]))
                .withPeerTimeout(Duration.ofMillis(Long.parseLong(args[1]))))
            .withEventHandler((event) -> System.out.println("event " + System.currentTimeMillis() + " " + event))
            .withErrorHandler((error) ->
            {
                if (!String.valueOf(error.getMessage()).contains("driver reports"))
                {
                    System.out.println("error " + error);
                }
            })))
        {
            bus.subscribe("echo/" + own, (buffer, offset, length, envelope) -> envelope.reply(buffer, offset, length));
            Mailbox mailbox = bus.subscribe("part/" + own, (buffer, offset, length, envelope) ->
            {
            });
            bus.watch("part/**", new Names());
            Thread asking = new Thread(() -> ask(bus, own, addresses.size()), "asking");
            asking.setDaemon(true);
            asking.start();
            obey(bus, mailbox);
            isEnding = true;
            asking.join();
        }
    }

    private static void obey(Bus bus, Mailbox mailbox) throws IOException
    {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
        for (String line = in.readLine(); line != null; line = in.readLine())
        {
            String[] words = line.split(" ");
            switch (words[0])
            {
                case "bind" -> mailbox.bind(Address.parse(words[1]));
                case "unbind" -> mailbox.unbind(Address.parse(words[1]));
                case "rest" -> isWorking = false;
                case "work" -> isWorking = true;
                case "ledger" -> System.out.println("ledger " + words[1] + " " + ledger(bus.counters()));
                default -> throw new AssertionError(line);
            }
        }
    }

    private static String ledger(Counters counters)
    {
        return counters.inFlight() + " " + counters.requestsPending() + " " +
            (ASKED.get() - OUTCOMES.count.get()) + " " +
            counters.get(BusCounter.SENT_TO_PEERS) + " " + counters.get(BusCounter.RECEIVED_FROM_PEERS) + " " +
            counters.get(BusCounter.LOST_WITH_PEER);
    }

    private static void ask(Bus bus, int own, int count)
    {
        List<Requester> echoes = new ArrayList<>();
        for (int i = 0; i < count; i++)
        {
            if (i != own)
            {
                echoes.add(bus.requester("echo/" + i));
            }
        }
        UnsafeBuffer message = new UnsafeBuffer(new byte[100]);
        try
        {
            for (int turn = 0; !isEnding; turn++)
            {
                if (isWorking && echoes.get(turn % echoes.size())
                    .request(message, 0, message.capacity(), ANSWER, OUTCOMES).isAccepted())
                {
                    ASKED.incrementAndGet();
                }
                LockSupport.parkNanos(PAUSE_NS);
            }
        }
        catch (Throwable failure)
        {
            System.out.println("error " + failure);
        }
        echoes.forEach(Requester::close);
    }

    /** Of requests: each has one. */
    private static final class Outcomes implements ReplyHandler
    {
        private final AtomicLong count = new AtomicLong();

        @Override
        public void onReply(long correlationId, DirectBuffer buffer, int offset, int length)
        {
            count.incrementAndGet();
        }

        @Override
        public void onFailure(long correlationId, RequestFailure failure)
        {
            count.incrementAndGet();
        }
    }

    /** Says "names" and all names that are bound; and "up NAME" of each that comes. */
    private static final class Names implements DirectoryListener
    {
        private final TreeMap<String, Integer> bound = new TreeMap<>();

        @Override
        public synchronized void onUp(Binding binding)
        {
            bound.merge(binding.address().toString(), 1, Integer::sum);
            System.out.println("up " + binding.address());
            System.out.println("names " + bound.keySet());
        }

        @Override
        public synchronized void onDown(Binding binding)
        {
            bound.computeIfPresent(binding.address().toString(), (name, times) -> times == 1 ? null : times - 1);
            System.out.println("names " + bound.keySet());
        }
    }
}
