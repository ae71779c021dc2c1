package org.gradientbus;

import java.time.Duration;
import java.util.List;

/**
 * What an operator wants to know though nobody asked. Given to {@link BusConfig#eventHandler()} on the thread that
 * noticed it; the handler must not block.
 */
public sealed interface BusEvent
{
    /**
     * A mailbox was detached: it refused messages for longer than its {@link Overflow} allows.
     *
     * @param mailbox    that was detached
     * @param bindings   it lost
     * @param loop       it is attached to
     * @param laggard    the mailbox whose handler that loop was running: the one that held the others up
     * @param stalledFor since the first refusal in a row
     */
    record MailboxDetached(
        PortAddress mailbox, List<Address> bindings, String loop, PortAddress laggard, Duration stalledFor)
        implements BusEvent
    {
    }

    /**
     * A mailbox with {@link Overflow#drop()} began to drop. Told once for each stretch of dropping. Or a port of
     * {@link Guarantee#BEST_EFFORT} drops for want of room at a mailbox; told once a second at most for each port.
     *
     * @param mailbox that is full
     * @param loop    it is attached to
     * @param laggard the mailbox whose handler that loop was running: the one that held the others up
     */
    record MailboxDropping(PortAddress mailbox, String loop, PortAddress laggard) implements BusEvent
    {
    }

    /**
     * A mailbox failed: its handler threw an {@link Error}.
     *
     * @param mailbox that failed
     * @param cause   what it threw
     */
    record MailboxFailed(PortAddress mailbox, Throwable cause) implements BusEvent
    {
    }

    /**
     * A handler has been running for longer than {@link BusConfig#slowHandlerThreshold()}. Told once for each call.
     *
     * @param mailbox whose handler it is
     * @param loop    that is held up
     * @param soFar   at least this long, seen from outside
     * @param stack   where the loop's thread stands
     */
    record SlowHandler(PortAddress mailbox, String loop, Duration soFar, List<StackTraceElement> stack)
        implements BusEvent
    {
    }

    /**
     * As many threads spin as there are cores, or more: expect milliseconds where microseconds were meant.
     *
     * @param spinning loops of this bus with {@link IdleProfile#SPIN}
     * @param cores    that this JVM may use
     */
    record TooManySpinners(int spinning, int cores) implements BusEvent
    {
    }

    /**
     * A rung cannot be used here. The bus goes on without it; {@link Explanation#remarks()} keeps telling.
     *
     * @param rung   that cannot be used
     * @param reason why, and what to do
     */
    record RungUnavailable(Rung rung, String reason) implements BusEvent
    {
    }

    /**
     * A rung has broken down, and repairs itself: its peers are gone for now. {@link Explanation#remarks()} tells until
     * it is done.
     *
     * @param rung   that is down
     * @param reason what has happened
     */
    record RungDown(Rung rung, String reason) implements BusEvent
    {
    }

    /**
     * A rung that was down works again. Peers that live are met again.
     *
     * @param rung that is up
     */
    record RungUp(Rung rung) implements BusEvent
    {
    }

    /**
     * Another bus of the domain was met, and its bindings are known.
     *
     * @param nodeId of the peer
     * @param name   of the peer, for people
     * @param rung   the distance
     */
    record PeerMet(long nodeId, String name, Rung rung) implements BusEvent
    {
    }

    /**
     * A peer is reached by a nearer rung than before: what is sent to it from now on goes there. Nothing was lost, and
     * each port's messages arrive in their order; while it moved, ports and replies to it were answered
     * {@link SendStatus#BACK_PRESSURED}. The way back moves by itself, and its own node tells of it. A peer that loses
     * its rung is not moved: that is {@link PeerGone}, and {@link PeerMet} when there is another way.
     *
     * @param nodeId of the peer
     * @param name   of the peer, for people
     * @param from   the rung that it was reached by
     * @param to     the rung that it is reached by now
     */
    record PeerMoved(long nodeId, String name, Rung from, Rung to) implements BusEvent
    {
    }

    /**
     * A peer has gone: its bindings are removed, and requests that it has not answered fail with
     * {@link RequestFailure#PEER_LOST}.
     *
     * @param nodeId         of the peer
     * @param name           of the peer, for people
     * @param rung           the distance
     * @param saidGoodbye    true when it closed, false when it died
     * @param unacknowledged messages that were accepted for it and of which it did not say that it took them; -1 when
     *                       the transport cannot know
     */
    record PeerGone(long nodeId, String name, Rung rung, boolean saidGoodbye, long unacknowledged) implements BusEvent
    {
    }

    /**
     * A peer does not answer, or does so again. Nothing is taken from it; senders to it see back-pressure sooner or
     * later.
     *
     * @param nodeId         of the peer
     * @param name           of the peer, for people
     * @param isUnresponsive true when it does not answer
     */
    record PeerUnresponsive(long nodeId, String name, boolean isUnresponsive) implements BusEvent
    {
    }

    /**
     * Messages of best effort that a peer sent to a loop of this bus never came. Told at the first gap, and then once a
     * second at most for each peer and loop, with all that is missing since it was told last.
     *
     * @param nodeId  of the peer that sent them
     * @param name    of that peer, for people
     * @param loop    of this bus
     * @param from    the first that is missing, by the sender's count of such messages to this loop since they met
     * @param to      behind the last that is missing
     * @param lost    so many of those between the two were lost on the way
     * @param dropped so many more the sender had dropped before, for want of room here
     */
    record Gap(long nodeId, String name, String loop, long from, long to, long lost, long dropped) implements BusEvent
    {
    }
}
