package org.gradientbus;

import java.util.List;

/**
 * An open receiving end, bound to one or more addresses. Any thread may use it.
 */
public interface Mailbox extends AutoCloseable
{
    /**
     * The one exact address of this mailbox: random, never reused, and what others reply to.
     *
     * @return its port
     */
    PortAddress port();

    /**
     * The addresses it is bound to now, besides its port.
     *
     * @return a copy, in the order in which they were bound
     */
    List<Address> bindings();

    /**
     * Binds one more address. Messages that match several of its addresses still arrive once each.
     *
     * @param address a name, a pattern, a number or range, or both forms; not a port
     * @return this mailbox
     * @throws IllegalArgumentException when the address is a port, or a type that belongs to the bus (0 to 63)
     * @throws IllegalStateException    when the mailbox is closed, or already bound to this address
     * @throws BusException             when the bus has as many names as {@link BusConfig#maxBindings()} allows
     */
    Mailbox bind(Address address);

    /**
     * Takes a binding away. What was accepted before still arrives.
     *
     * @param address as it was bound
     * @return this mailbox
     * @throws IllegalStateException when it is not bound to this address
     */
    Mailbox unbind(Address address);

    /**
     * The loop that runs the handler.
     *
     * @return a loop of the same bus
     */
    Loop loop();

    /**
     * How many messages the handler was called with, also those it threw on. Counted after the handler returns, so its
     * replies may arrive before.
     *
     * @return a count since the mailbox opened
     */
    long delivered();

    /**
     * The deepest backlog that was met: the most bytes, frames included, that stood in the loop's source when a message
     * of this mailbox was taken from it. Mailboxes of one loop share its source, so this counts what waits with them.
     *
     * @return bytes
     */
    long backlogHighWaterBytes();

    /**
     * Is it open?
     *
     * @return false once closed, failed, or its bus closed
     */
    boolean isOpen();

    /**
     * Closes the mailbox; idempotent. Its bindings go, each message that waits is returned to its sender with
     * {@link ReturnCode#MAILBOX_CLOSED} (or counted if it has no return address), and requests it took but has not
     * answered fail at once. When this returns the handler is not running and will not run again, unless the caller is
     * the handler itself, or the handler does not end within {@link BusConfig#closeTimeout()}, which is reported.
     */
    @Override
    void close();
}
