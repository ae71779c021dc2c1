package org.gradientbus.engine;

import org.gradientbus.Address;
import org.gradientbus.BusException;
import org.gradientbus.PortAddress;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * This node's copy of what one peer told of its mailboxes: a snapshot, then numbered changes. The peer alone decides
 * what is in it; the copy can only be old, or short of what is more than this node wants to know of one peer. By the
 * conductor alone.
 */
final class RemoteBindings
{
    /** As told by a peer that has told nothing yet. */
    static final long NOTHING = -1;

    private final int most;
    private final RealPeer peer;
    private final Directory directory;
    private final Consumer<PortAddress> whenClosed;
    private final Map<Integer, RemoteMailbox> mailboxByRef = new HashMap<>();
    private final List<FactCodec.Told> snapshot = new ArrayList<>();
    private long sequence = NOTHING;
    private long snapshotSequence = NOTHING;
    private int nextPart;
    private int held;
    private boolean isShort;

    RemoteBindings(RealPeer peer, Directory directory, int most, Consumer<PortAddress> whenClosed)
    {
        this.most = most;
        this.peer = peer;
        this.directory = directory;
        this.whenClosed = whenClosed;
    }

    /** Of the last change that the copy holds. */
    long sequence()
    {
        return sequence;
    }

    Collection<RemoteMailbox> mailboxes()
    {
        return mailboxByRef.values();
    }

    /**
     * One part of a snapshot.
     *
     * @return false when it does not fit to the part before it: then the peer is to be asked anew
     */
    boolean onPart(long newSequence, int part, int parts, List<FactCodec.Told> facts)
    {
        if (part == 0)
        {
            snapshot.clear();
            snapshotSequence = newSequence;
            nextPart = 0;
        }
        if (part != nextPart || newSequence != snapshotSequence)
        {
            return false;
        }
        final int more = Math.min(facts.size(), most - snapshot.size());
        snapshot.addAll(facts.subList(0, more));
        leaveOut(facts.size() - more);
        nextPart++;
        if (nextPart == parts)
        {
            replaceAll();
            setSequence(newSequence);
            snapshot.clear();
        }
        return true;
    }

    /**
     * One change.
     *
     * @return false when others are missing before it: then the peer is to be asked anew
     */
    boolean onChange(long number, boolean isUp, FactCodec.Told fact)
    {
        if (sequence == NOTHING || number <= sequence)
        {
            return true;
        }
        if (number != sequence + 1)
        {
            return false;
        }
        setSequence(number);
        apply(isUp, fact);
        return !isWorthAsking();
    }

    /** There was too much to know, and is room again. */
    private boolean isWorthAsking()
    {
        final boolean isRoom = isShort && held < most - most / 10;
        isShort &= !isRoom;
        return isRoom;
    }

    private void leaveOut(int facts)
    {
        if (facts > 0)
        {
            peer.countLeftOut(facts);
            if (!isShort)
            {
                isShort = true;
                peer.report(new BusException(peer + " has more mailboxes and bindings than maxBindings=" + most +
                    ": what is beyond is not known here. Raise BusConfig.withMaxBindings, or bind less there"));
            }
        }
    }

    /** The peer is gone, or said goodbye. */
    void removeAll()
    {
        mailboxByRef.values().forEach(directory::removeRemote);
        mailboxByRef.clear();
        held = 0;
        isShort = false;
        setSequence(NOTHING);
    }

    private void setSequence(long newSequence)
    {
        sequence = newSequence;
        peer.setKnown(newSequence);
    }

    private void apply(boolean isUp, FactCodec.Told fact)
    {
        final RemoteMailbox known = mailboxByRef.get(fact.ref());
        if (fact.address().isPresent())
        {
            if (known != null)
            {
                change(known, fact.address().get(), isUp);
            }
        }
        else if (isUp && known == null)
        {
            open(fact);
        }
        else if (!isUp && known != null)
        {
            close(known);
        }
    }

    private void change(RemoteMailbox mailbox, Address address, boolean isUp)
    {
        if (isUp && held >= most && !directory.bindingsOf(mailbox).contains(address))
        {
            leaveOut(1);
        }
        else if (directory.changeRemote(mailbox, address, isUp))
        {
            held += isUp ? 1 : -1;
        }
    }

    private void open(FactCodec.Told fact)
    {
        if (held >= most)
        {
            leaveOut(1);
            return;
        }
        held++;
        final RemoteMailbox mailbox = new RemoteMailbox(peer.loop(fact.loop()), fact.ref(), fact.overflow());
        mailboxByRef.put(fact.ref(), mailbox);
        directory.addRemote(mailbox);
    }

    private void close(RemoteMailbox mailbox)
    {
        mailboxByRef.remove(mailbox.port().ref());
        held -= 1 + directory.bindingsOf(mailbox).size();
        directory.removeRemote(mailbox);
        whenClosed.accept(mailbox.port());
    }

    /** What is in both stays as it is, so that ports keep their routes and watchers hear of differences alone. */
    private void replaceAll()
    {
        final Set<Integer> open = new HashSet<>();
        final Map<Integer, Set<Address>> bound = new HashMap<>();
        for (final FactCodec.Told each : snapshot)
        {
            open.add(each.ref());
            each.address().ifPresent(
                (address) -> bound.computeIfAbsent(each.ref(), (ref) -> new HashSet<>()).add(address));
        }
        for (final RemoteMailbox each : List.copyOf(mailboxByRef.values()))
        {
            final int ref = each.port().ref();
            if (!open.contains(ref))
            {
                close(each);
                continue;
            }
            for (final Address address : directory.bindingsOf(each))
            {
                if (!bound.getOrDefault(ref, Set.of()).contains(address))
                {
                    change(each, address, false);
                }
            }
        }
        for (final FactCodec.Told each : snapshot)
        {
            if (each.address().isPresent() && !mailboxByRef.containsKey(each.ref()))
            {
                open(each);
            }
            apply(true, each);
        }
    }
}
