package org.gradientbus.engine;

import org.gradientbus.Address;
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
 * what is in it; the copy can only be old. By the conductor alone.
 */
final class RemoteBindings
{
    /** As told by a peer that has told nothing yet. */
    static final long NOTHING = -1;

    private final RealPeer peer;
    private final Directory directory;
    private final Consumer<PortAddress> whenClosed;
    private final Map<Integer, RemoteMailbox> mailboxByRef = new HashMap<>();
    private final List<FactCodec.Told> snapshot = new ArrayList<>();
    private long sequence = NOTHING;
    private long snapshotSequence = NOTHING;
    private int nextPart;

    RemoteBindings(RealPeer peer, Directory directory, Consumer<PortAddress> whenClosed)
    {
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
        snapshot.addAll(facts);
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
        return true;
    }

    /** The peer is gone, or said goodbye. */
    void removeAll()
    {
        mailboxByRef.values().forEach(directory::removeRemote);
        mailboxByRef.clear();
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
                directory.changeRemote(known, fact.address().get(), isUp);
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

    private RemoteMailbox open(FactCodec.Told fact)
    {
        final RemoteMailbox mailbox = new RemoteMailbox(peer.loop(fact.loop()), fact.ref(), fact.overflow());
        mailboxByRef.put(fact.ref(), mailbox);
        directory.addRemote(mailbox);
        return mailbox;
    }

    private void close(RemoteMailbox mailbox)
    {
        mailboxByRef.remove(mailbox.port().ref());
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
                    directory.changeRemote(each, address, false);
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
