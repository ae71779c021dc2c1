package org.gradientbus.system;

import org.gradientbus.Binding;
import org.gradientbus.Bus;
import org.gradientbus.DirectoryListener;
import org.gradientbus.Mailbox;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/**
 * One of many: binds what it is told to, and says when it knows of so many bindings.
 */
final class MemberProgram
{
    private static final String ADDRESSES = "scale/";

    private final String hostDirectory;
    private final String number;
    private final Set<String> known = ConcurrentHashMap.newKeySet();
    private final List<Mailbox> mailboxes = new ArrayList<>();
    private volatile int expected = Integer.MAX_VALUE;
    private boolean isComplete;
    private Bus bus;

    private MemberProgram(String hostDirectory, String number)
    {
        this.hostDirectory = hostDirectory;
        this.number = number;
    }

    /**
     * Runs until told to close, or killed.
     *
     * @param args host directory, number
     */
    public static void main(String[] args) throws IOException
    {
        MemberProgram program = new MemberProgram(args[0], args[1]);
        Programs.say("ready");
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
        for (String line = in.readLine(); line != null; line = in.readLine())
        {
            program.obey(line.split(" "));
        }
        Runtime.getRuntime().halt(0);
    }

    private void obey(String[] words)
    {
        switch (words[0])
        {
            case "open" -> open();
            case "peers" -> awaitPeers(Integer.parseInt(words[1]));
            case "expect" ->
            {
                expected = Integer.parseInt(words[1]);
                Programs.say("expecting");
            }
            case "expect-after-open" -> expected = Integer.parseInt(words[1]);
            case "bind" -> bind(Integer.parseInt(words[1]));
            case "digest" -> Programs.say("digest " + known.size() + " " + new TreeSet<>(known).hashCode());
            case "state" -> Programs.say("state known=" + known.size() + " peers=" + bus.gradient());
            case "close" ->
            {
                bus.close();
                Programs.say("closed");
                Runtime.getRuntime().halt(0);
            }
            default -> Programs.say("failed: no such order: " + words[0]);
        }
    }

    private void open()
    {
        bus = Programs.open(hostDirectory, Programs.STEADY + " member " + number, (gone) ->
        {
        });
        bus.watch(ADDRESSES + "*/*", new Knowledge());
        if (expected == Integer.MAX_VALUE)
        {
            Programs.say("opened");
        }
    }

    private void awaitPeers(int peers)
    {
        while (bus.gradient().size() < peers)
        {
            LockSupport.parkNanos(1_000_000);
        }
        Programs.say("met");
    }

    private void bind(int count)
    {
        for (int i = 0; i < count; i++)
        {
            mailboxes.add(bus.subscribe(ADDRESSES + number + "/" + i, (buffer, offset, length, envelope) ->
            {
            }));
        }
    }

    /** Counts what is known. */
    private final class Knowledge implements DirectoryListener
    {
        @Override
        public synchronized void onUp(Binding binding)
        {
            if (!known.add(binding.address() + " " + binding.port()))
            {
                Programs.say("failed: told twice of " + binding);
            }
            if (!isComplete && known.size() >= expected)
            {
                isComplete = true;
                Programs.say("complete " + System.nanoTime());
            }
        }

        @Override
        public synchronized void onDown(Binding binding)
        {
            known.remove(binding.address() + " " + binding.port());
        }
    }
}
