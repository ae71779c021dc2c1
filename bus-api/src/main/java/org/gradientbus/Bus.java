package org.gradientbus;

import org.gradientbus.engine.Engine;

import java.time.Duration;
import java.util.List;

/**
 * What a process opens to exchange messages: the only object to begin with. It is for all threads.
 *
 * <pre>{@code
 * try (Bus bus = Bus.open())
 * {
 *     bus.subscribe("greetings", (buffer, offset, length, envelope) ->
 *         System.out.println(buffer.getStringWithoutLengthUtf8(offset, length)));
 *
 *     bus.publisher("greetings").send("hello".getBytes(UTF_8), Duration.ofSeconds(1));
 * }
 * }</pre>
 *
 * <p>Its threads are daemons: they do not keep a JVM alive. No JVM flag is needed; but Agrona's buffers work only after
 * the bus has opened {@code jdk.internal.misc} to them, so open the bus before you make your first buffer.
 */
public interface Bus extends AutoCloseable
{
    /**
     * Opens a bus with {@link BusConfig#defaults()}.
     *
     * @return the open bus
     * @throws BusException when Agrona cannot run on this JVM; the message names the flag that helps
     */
    static Bus open()
    {
        return open(BusConfig.defaults());
    }

    /**
     * Opens a bus, and waits until the buses that are in its domain already have told of their mailboxes: those can be
     * reached at once. Whoever does not answer is not waited for longer than half a second, and neither is anybody when
     * the default loop is polled by the caller, since what peers tell comes through it.
     *
     * @param config how
     * @return the open bus
     * @throws BusException when Agrona cannot run on this JVM; the message names the flag that helps
     */
    static Bus open(BusConfig config)
    {
        return Engine.open(config);
    }

    /**
     * How this bus was opened.
     *
     * @return its configuration
     */
    BusConfig config();

    /**
     * The id of this bus: 64 random bits, new at every start, so that a restarted process is never mistaken for its
     * predecessor.
     *
     * @return the node id
     */
    long nodeId();

    /**
     * Opens a mailbox on the default loop and binds it.
     *
     * @param address literal of a name, pattern, number, range, or both forms; see {@link Address#parse}
     * @param handler gets the messages
     * @return the open mailbox; it lives until it or the bus is closed
     */
    default Mailbox subscribe(String address, MessageHandler handler)
    {
        return subscribe(Address.parse(address), handler, MailboxOptions.defaults());
    }

    /**
     * Opens a mailbox on the default loop and binds it.
     *
     * @param address a name, pattern, number, range, or both forms
     * @param handler gets the messages
     * @return the open mailbox
     */
    default Mailbox subscribe(Address address, MessageHandler handler)
    {
        return subscribe(address, handler, MailboxOptions.defaults());
    }

    /**
     * Opens a mailbox and binds it.
     *
     * @param address literal of a name, pattern, number, range, or both forms
     * @param handler gets the messages
     * @param options loop and overflow policy
     * @return the open mailbox
     */
    default Mailbox subscribe(String address, MessageHandler handler, MailboxOptions options)
    {
        return subscribe(Address.parse(address), handler, options);
    }

    /**
     * Opens a mailbox and binds it. When this returns, messages to the address reach it.
     *
     * @param address a name, pattern, number, range, or both forms
     * @param handler gets the messages
     * @param options loop and overflow policy
     * @return the open mailbox
     * @throws IllegalArgumentException when the address is a port, or a type that belongs to the bus, or the loop is
     *                                  another bus's
     * @throws BusException             when the bus or the loop is closed
     */
    Mailbox subscribe(Address address, MessageHandler handler, MailboxOptions options);

    /**
     * Opens a mailbox on the default loop that is bound to nothing but its port.
     *
     * @param handler gets the messages
     * @return the open mailbox
     */
    default Mailbox mailbox(MessageHandler handler)
    {
        return mailbox(handler, MailboxOptions.defaults());
    }

    /**
     * Opens a mailbox that is bound to nothing but its port: the place for replies and returned messages.
     *
     * @param handler gets the messages
     * @param options loop and overflow policy
     * @return the open mailbox
     */
    Mailbox mailbox(MessageHandler handler, MailboxOptions options);

    /**
     * Opens a port that reaches every mailbox bound to the address.
     *
     * @param address literal of a name, number, range, both forms, or a port
     * @return the open port
     */
    default Publisher publisher(String address)
    {
        return publisher(Address.parse(address), PortOptions.defaults());
    }

    /**
     * Opens a port that reaches every mailbox bound to the address.
     *
     * @param address a name, number, range, both forms, or a port; no pattern
     * @return the open port
     */
    default Publisher publisher(Address address)
    {
        return publisher(address, PortOptions.defaults());
    }

    /**
     * Opens a port that reaches every mailbox bound to the address.
     *
     * @param address literal of a name, number, range, both forms, or a port
     * @param options importance, time to live, return address
     * @return the open port
     */
    default Publisher publisher(String address, PortOptions options)
    {
        return publisher(Address.parse(address), options);
    }

    /**
     * Opens a port that reaches every mailbox bound to the address.
     *
     * @param address a name, number, range, both forms, or a port; no pattern
     * @param options importance, time to live, return address
     * @return the open port
     * @throws IllegalArgumentException when the address is a pattern, or an option names something of another bus
     * @throws BusException             when the bus is closed
     */
    Publisher publisher(Address address, PortOptions options);

    /**
     * Opens a port that reaches one of the mailboxes bound to the address, the nearest.
     *
     * @param address literal of a name, number, range, both forms, or a port
     * @return the open port
     */
    default Sender sender(String address)
    {
        return sender(Address.parse(address), PortOptions.defaults());
    }

    /**
     * Opens a port that reaches one of the mailboxes bound to the address.
     *
     * @param address   literal of a name, number, range, both forms, or a port
     * @param selection how to pick
     * @return the open port
     */
    default Sender sender(String address, Selection selection)
    {
        return sender(Address.parse(address), PortOptions.defaults().withSelection(selection));
    }

    /**
     * Opens a port that reaches one of the mailboxes bound to the address, the nearest.
     *
     * @param address a name, number, range, both forms, or a port; no pattern
     * @return the open port
     */
    default Sender sender(Address address)
    {
        return sender(address, PortOptions.defaults());
    }

    /**
     * Opens a port that reaches one of the mailboxes bound to the address.
     *
     * @param address literal of a name, number, range, both forms, or a port
     * @param options selection, importance, time to live, return address
     * @return the open port
     */
    default Sender sender(String address, PortOptions options)
    {
        return sender(Address.parse(address), options);
    }

    /**
     * Opens a port that reaches one of the mailboxes bound to the address.
     *
     * @param address a name, number, range, both forms, or a port; no pattern
     * @param options selection, importance, time to live, return address
     * @return the open port
     * @throws IllegalArgumentException as {@link #publisher(Address, PortOptions)}
     * @throws BusException             when the bus is closed
     */
    Sender sender(Address address, PortOptions options);

    /**
     * Opens a port for requests to the nearest mailbox bound to the address.
     *
     * @param address literal of a name, number, range, both forms, or a port
     * @return the open port
     */
    default Requester requester(String address)
    {
        return requester(Address.parse(address), PortOptions.defaults());
    }

    /**
     * Opens a port for requests to the nearest mailbox bound to the address.
     *
     * @param address a name, number, range, both forms, or a port; no pattern
     * @return the open port
     */
    default Requester requester(Address address)
    {
        return requester(address, PortOptions.defaults());
    }

    /**
     * Opens a port for requests to one of the mailboxes bound to the address.
     *
     * @param address literal of a name, number, range, both forms, or a port
     * @param options selection, importance, loop of the replies, most pending requests
     * @return the open port
     */
    default Requester requester(String address, PortOptions options)
    {
        return requester(Address.parse(address), options);
    }

    /**
     * Opens a port for requests to one of the mailboxes bound to the address.
     *
     * @param address a name, number, range, both forms, or a port; no pattern
     * @param options selection, importance, loop of the replies, most pending requests
     * @return the open port
     * @throws IllegalArgumentException as {@link #publisher(Address, PortOptions)}
     * @throws BusException             when the bus is closed
     */
    Requester requester(Address address, PortOptions options);

    /**
     * Makes a claim, to be used again and again by one thread with any port of this bus.
     *
     * @return a claim with nothing on loan
     */
    Claim claim();

    /**
     * Opens one more loop.
     *
     * @param config how it is run
     * @return the open loop
     * @throws BusException when the bus is closed
     */
    Loop loop(LoopConfig config);

    /**
     * The loop of mailboxes and requesters that name none.
     *
     * @return the default loop
     */
    Loop defaultLoop();

    /**
     * Watches the bindings that match an address.
     *
     * @param address literal of a name, pattern, number, range, or both forms
     * @param listener gets the bindings
     * @return as {@link #watch(Address, DirectoryListener)}
     */
    default Watch watch(String address, DirectoryListener listener)
    {
        return watch(Address.parse(address), listener);
    }

    /**
     * Watches the bindings that match an address: the present ones at once, before this returns, then each change in
     * order.
     *
     * @param address a name, pattern, number, range, or both forms
     * @param listener gets the bindings
     * @return the watch, to end it
     */
    Watch watch(Address address, DirectoryListener listener);

    /**
     * Waits until somebody is bound to the address, without polling.
     *
     * @param address a name, number, range, or both forms
     * @param timeout how long to wait at most
     * @return true as soon as there is somebody, false at the end of the timeout
     * @throws BusException when the bus is closed, or the thread interrupted (its flag is kept)
     */
    boolean awaitService(Address address, Duration timeout);

    /**
     * Waits until somebody is bound to the address, without polling.
     *
     * @param address literal of a name, number, range, or both forms
     * @param timeout how long to wait at most
     * @return as {@link #awaitService(Address, Duration)}
     */
    default boolean awaitService(String address, Duration timeout)
    {
        return awaitService(Address.parse(address), timeout);
    }

    /**
     * Says where messages to an address go, and why.
     *
     * @param address literal of a name, number, range, both forms, or a port
     * @return as {@link #explain(Address)}
     */
    default Explanation explain(String address)
    {
        return explain(Address.parse(address));
    }

    /**
     * Says where messages to an address go, and why.
     *
     * @param address a name, number, range, both forms, or a port
     * @return every candidate, as values and as text
     */
    Explanation explain(Address address);

    /**
     * The other buses of the domain that this one has met, nearest first, with the measured round trip to each.
     *
     * @return a picture of now
     */
    List<Peer> gradient();

    /**
     * What this bus has counted since it opened.
     *
     * @return live counters
     */
    Counters counters();

    /**
     * Closes the bus; idempotent. New sends get {@link SendStatus#CLOSED}; what is queued is still handled for at most
     * {@link BusConfig#closeTimeout()}, the rest is counted as {@link BusCounter#DROPPED_AT_CLOSE}; requests that wait
     * fail with {@link RequestFailure#CLOSED}.
     *
     * @throws IllegalStateException when called by a handler: it cannot wait for itself to end
     */
    @Override
    void close();
}
