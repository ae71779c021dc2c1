package org.gradientbus.engine;

import org.gradientbus.Address;
import org.gradientbus.BusCounter;
import org.gradientbus.BusEvent;
import org.gradientbus.BusException;
import org.gradientbus.PortAddress;
import org.gradientbus.RequestFailure;
import org.gradientbus.ReturnCode;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What ends mailboxes, requesters and loops while their bus goes on: who closed them, what failed, who held others up.
 * The end of the bus itself is {@link Closing}.
 */
final class Endings
{
    private final RealBus bus;
    private final Directory directory;
    private final Loops loops;
    private final Set<RealMailbox> mailboxes = ConcurrentHashMap.newKeySet();

    Endings(RealBus bus, Directory directory, Loops loops)
    {
        this.bus = bus;
        this.directory = directory;
        this.loops = loops;
    }

    /** A mailbox was opened. */
    void opened(RealMailbox mailbox)
    {
        mailboxes.add(mailbox);
    }

    /** The bus has closed, and with it the mailboxes that nobody closed before. */
    void markAllClosed()
    {
        mailboxes.forEach((each) -> each.markClosed(ReturnCode.BUS_CLOSED));
    }

    /** Who holds up the loop of a mailbox, as far as this bus can see. */
    static PortAddress laggard(Receiver mailbox)
    {
        return mailbox instanceof RealMailbox own ? own.loop().laggard(own) : mailbox.port();
    }

    /** A mailbox has refused messages for too long. A peer's is left alone, and its owner asked to unbind it. */
    void detach(Receiver mailbox, long stalledNs)
    {
        final List<Address> had = directory.unbindAll(mailbox);
        mailbox.accepted();
        if (had.isEmpty())
        {
            return;
        }
        if (mailbox instanceof RemoteMailbox remote)
        {
            bus.controlPlane().askToDetach(remote, stalledNs);
        }
        bus.counterBlocks().shared().addShared(BusCounter.DETACHED, 1);
        final DetachEvent event = new DetachEvent();
        if (event.shouldCommit())
        {
            event.mailbox = mailbox.port().toString();
            event.loop = mailbox.loopName();
            event.laggard = laggard(mailbox).toString();
            event.stalledNs = stalledNs;
            event.commit();
        }
        bus.tell(new BusEvent.MailboxDetached(
            mailbox.port(), had, mailbox.loopName(), laggard(mailbox), Duration.ofNanos(stalledNs)));
    }

    /** A handler threw an error: its mailbox takes no more. */
    void fail(RealMailbox mailbox, Throwable error)
    {
        closeMailbox(mailbox, ReturnCode.MAILBOX_FAILED);
        bus.tell(new BusEvent.MailboxFailed(mailbox.port(), error));
    }

    /** Closes a mailbox, and waits until its handler has come back. */
    void closeMailbox(RealMailbox mailbox, ReturnCode code)
    {
        if (takeOut(mailbox, code) && !mailbox.loop().awaitBatchEnd())
        {
            bus.report(new BusException("a handler of " + mailbox + " still runs after closeTimeout=" +
                bus.config().closeTimeout() + ", its mailbox is closed"));
        }
    }

    /** Closes a requester, by its table: what waits fails with CLOSED. */
    void closeTable(RequestTable table)
    {
        table.close();
        bus.refs().remove(table.ref());
        table.loop().command(() ->
        {
            table.failAll(RequestFailure.CLOSED);
            table.loop().timers().remove(table);
        });
    }

    /** Closes a loop and all that lives on it. */
    void closeLoop(RealLoop loop)
    {
        if (loop == bus.defaultLoop())
        {
            throw new IllegalStateException("the default loop closes with its bus");
        }
        if (loop.isCurrentThread())
        {
            throw new IllegalStateException("loop " + loop.name() + " cannot be closed by one of its own handlers");
        }
        if (loop.beginClosing())
        {
            mailboxes.stream()
                .filter((each) -> each.loop() == loop)
                .forEach((each) -> takeOut(each, ReturnCode.MAILBOX_CLOSED));
            Closing.stop(bus, loop, System.nanoTime() + bus.config().closeTimeout().toNanos());
            loops.remove(loop);
        }
    }

    /** Closes a mailbox, but for waiting for its handler. Returns false when it was closed already. */
    boolean takeOut(RealMailbox mailbox, ReturnCode code)
    {
        if (!directory.remove(mailbox, code))
        {
            return false;
        }
        mailboxes.remove(mailbox);
        failRequestsAt(mailbox.port(), RequestFailure.MAILBOX_GONE);
        return true;
    }

    /** Requests that a mailbox took and has not answered will not be answered. Replies on their way come first. */
    void failRequestsAt(PortAddress mailbox, RequestFailure failure)
    {
        for (final RealLoop loop : loops)
        {
            for (final RequestTable table : loop.timers().tables())
            {
                if (table.pending() > 0)
                {
                    loop.afterWhatIsClaimed(() -> table.failTarget(mailbox, failure));
                }
            }
        }
    }
}
