package org.gradientbus.engine;

import org.agrona.ErrorHandler;
import org.gradientbus.Address;
import org.gradientbus.Binding;
import org.gradientbus.DirectoryListener;
import org.gradientbus.Watch;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Queue;
import java.util.Set;

/**
 * One watch. Changes are queued under the directory's lock, so in order, and told outside of it by whoever comes first;
 * who comes while another is telling leaves its changes to that one. So the listener is called by one thread at a time,
 * without a lock, and may use the bus.
 */
final class RealWatch implements Watch
{
    private final Directory directory;
    private final Address address;
    private final DirectoryListener listener;
    private final ErrorHandler errorHandler;

    /** What the listener knows, or will once the queue is told. Guarded by the directory's lock. */
    private final Map<Receiver, Set<Address>> known = new HashMap<>();

    private final Queue<Change> changes = new ArrayDeque<>();
    private boolean isTelling;
    private volatile boolean isClosed;

    RealWatch(Directory directory, Address address, DirectoryListener listener, ErrorHandler errorHandler)
    {
        this.directory = directory;
        this.address = address;
        this.listener = listener;
        this.errorHandler = errorHandler;
    }

    Address address()
    {
        return address;
    }

    /** Queues what has changed about one mailbox. Under the directory's lock. */
    void enqueueChanges(Receiver mailbox)
    {
        final Set<Address> before = known.getOrDefault(mailbox, Set.of());
        final Set<Address> now = Directory.foundBy(address, mailbox);
        synchronized (changes)
        {
            for (final Address each : before)
            {
                if (!now.contains(each))
                {
                    changes.add(new Change(false, binding(each, mailbox)));
                }
            }
            for (final Address each : now)
            {
                if (!before.contains(each))
                {
                    changes.add(new Change(true, binding(each, mailbox)));
                }
            }
        }
        if (now.isEmpty())
        {
            known.remove(mailbox);
        }
        else
        {
            known.put(mailbox, new LinkedHashSet<>(now));
        }
    }

    /** Tells what is queued, unless another thread is at it. Without any lock. */
    void tell()
    {
        Change change = beginTelling();
        while (change != null)
        {
            try
            {
                if (!isClosed)
                {
                    change.tell(listener);
                }
            }
            catch (final Throwable error)
            {
                errorHandler.onError(error);
            }
            change = continueTelling();
        }
    }

    @Override
    public void close()
    {
        isClosed = true;
        directory.unwatch(this);
    }

    private Change beginTelling()
    {
        synchronized (changes)
        {
            return isTelling ? null : continueTelling();
        }
    }

    private Change continueTelling()
    {
        synchronized (changes)
        {
            isTelling = !changes.isEmpty();
            return changes.poll();
        }
    }

    private static Binding binding(Address bound, Receiver mailbox)
    {
        return new Binding(bound, mailbox.port(), mailbox.rung());
    }

    private record Change(boolean isUp, Binding binding)
    {
        private void tell(DirectoryListener listener)
        {
            if (isUp)
            {
                listener.onUp(binding);
            }
            else
            {
                listener.onDown(binding);
            }
        }
    }
}
