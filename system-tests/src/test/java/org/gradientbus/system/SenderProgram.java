package org.gradientbus.system;

import org.gradientbus.Binding;
import org.gradientbus.Bus;
import org.gradientbus.BusEvent;
import org.gradientbus.DirectoryListener;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Sends to every receiver that comes, each of its threads in its own way; all of them share the lanes of their process.
 */
final class SenderProgram
{
    /** Streams of messages that one sender may have. */
    static final int STREAMS = 4;

    private final List<Integer> receivers = new CopyOnWriteArrayList<>();

    /** The number by which receivers know a stream. */
    static int stream(int sender, int index)
    {
        return sender * STREAMS + index;
    }

    static Path ledger(Path prefix, int index)
    {
        return prefix.resolveSibling(prefix.getFileName() + "." + index);
    }

    /**
     * Runs until told to close, or killed.
     *
     * @param args host directory, number, name, prefix of the ledgers, receivers to wait for, after how many messages
     *             to stay in a claim for ever or 0, and the ways of sending, one for each thread
     */
    public static void main(String[] args) throws IOException
    {
        SenderProgram program = new SenderProgram();
        int number = Integer.parseInt(args[1]);
        Path prefix = Path.of(args[3]);
        Ledger first = new Ledger(ledger(prefix, 0));
        Bus bus = Programs.open(args[0], args[2], (gone) -> account(first, gone));
        List<SendingThread> threads = new ArrayList<>();
        for (int i = 6; i < args.length; i++)
        {
            threads.add(new SendingThread(bus, SendingThread.Way.valueOf(args[i]), stream(number, i - 6),
                i == 6 ? first : new Ledger(ledger(prefix, i - 6)), program.receivers));
        }
        threads.get(0).stayInClaimAt(Long.parseLong(args[5]));
        bus.watch(ReceiverProgram.ADDRESSES + "*", program.new Receivers(Integer.parseInt(args[4]),
            () -> threads.forEach(Thread::start)));
        Programs.obey(bus, (order, words) -> stop(threads));
    }

    private static void stop(List<SendingThread> threads)
    {
        threads.forEach(SendingThread::end);
        Programs.say("stopped");
    }

    /** The number of a receiver is the last word of its node's name. */
    private static void account(Ledger ledger, BusEvent.PeerGone gone)
    {
        String[] words = gone.name().split(" ");
        if (words[1].equals("receiver"))
        {
            ledger.set(Integer.parseInt(words[2]), Ledger.ACCOUNTED, gone.unacknowledged() + 1);
        }
    }

    /** Knows who can be sent to. */
    private final class Receivers implements DirectoryListener
    {
        private final Runnable whenComplete;
        private int missing;

        private Receivers(int expected, Runnable whenComplete)
        {
            missing = expected;
            this.whenComplete = whenComplete;
        }

        @Override
        public void onUp(Binding binding)
        {
            receivers.add(number(binding));
            missing--;
            if (missing == 0)
            {
                whenComplete.run();
            }
        }

        @Override
        public void onDown(Binding binding)
        {
            receivers.remove((Integer)number(binding));
        }

        private static int number(Binding binding)
        {
            return Integer.parseInt(binding.address().toString().substring(ReceiverProgram.ADDRESSES.length()));
        }
    }
}
