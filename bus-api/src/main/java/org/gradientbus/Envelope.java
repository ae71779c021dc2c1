package org.gradientbus;

import org.agrona.DirectBuffer;

import java.util.Optional;

/**
 * What a handler may ask about the message in its hands, and how it answers.
 *
 * <p>A flyweight over the frame: valid during the handler's call and on its thread only. What must outlive the call is
 * copied out: {@link #replyAddress()} for the way back.
 */
public interface Envelope
{
    /**
     * What the message is to this handler.
     *
     * @return the kind
     */
    MessageKind kind();

    /**
     * The address that the sender used, for a mailbox that bound a pattern, a range, or several addresses. The same
     * object for every message by the same route, so it may be compared by identity first.
     *
     * @return the address the message was sent to
     */
    Address address();

    /**
     * The mailbox that a reply goes to.
     *
     * @return the sender's port, or empty when the sender gave no return address; makes an object a call
     */
    Optional<PortAddress> from();

    /**
     * The id of the bus that sent the message.
     *
     * @return 64 random bits, new at every start of a bus
     */
    long fromNode();

    /**
     * The number that ties a reply or a returned message to what was sent.
     *
     * @return the correlation id; 0 when the message has none
     */
    long correlationId();

    /**
     * How important the sender said the message is.
     *
     * @return the importance
     */
    Importance importance();

    /**
     * Why a {@link MessageKind#RETURNED} message came back.
     *
     * @return the code; {@link ReturnCode#OK} for every other kind
     */
    ReturnCode returnCode();

    /**
     * What is left of the time the sender allows, now.
     *
     * @return nanoseconds, never negative; {@link Long#MAX_VALUE} when the sender set no limit
     */
    long remainingNs();

    /**
     * How often the message was forwarded on its way here.
     *
     * @return 0 for a message straight from its sender
     */
    int hops();

    /**
     * Answers the sender from within the handler. To a message without a return address nothing is sent.
     *
     * @param buffer holds the answer
     * @param offset where it begins
     * @param length of it in bytes
     * @return {@link SendStatus#ACCEPTED}; {@link SendStatus#NO_ROUTE} when there is no return address or its mailbox
     *         is gone; {@link SendStatus#BACK_PRESSURED} when the way back is full (a reply may use all of it);
     *         {@link SendStatus#TOO_LARGE}; {@link SendStatus#CLOSED}
     */
    SendStatus reply(DirectBuffer buffer, int offset, int length);

    /**
     * Claims room for an answer, to be encoded in place.
     *
     * @param length of the answer in bytes
     * @param claim  gets the room when the status is {@link SendStatus#ACCEPTED}
     * @return as {@link #reply}
     */
    SendStatus tryClaimReply(int length, Claim claim);

    /**
     * The way back to the sender, for an answer after the handler has returned. Makes an object.
     *
     * @return a reply address that any thread may use, one at a time
     * @throws IllegalStateException when the message has no return address
     */
    ReplyAddress replyAddress();

    /**
     * Passes the message on as it is, to one mailbox behind another port; the one who answers there answers the
     * original sender. The time already used is deducted and the hop is counted. What came back to this mailbox goes on
     * as a plain message.
     *
     * @param to the port to pass the message to
     * @return as {@link Sender#offer(DirectBuffer, int, int)}; a message that has used up its hops is not passed on but
     *         returned to its sender with {@link ReturnCode#TOO_MANY_HOPS}, and the status is {@link
     * SendStatus#NO_ROUTE}
     */
    SendStatus forward(Sender to);

    /**
     * Passes on other bytes in the message's place; else as {@link #forward(Sender)}.
     *
     * @param to     the port to pass the message to
     * @param buffer holds the bytes to pass on
     * @param offset where they begin
     * @param length of them in bytes
     * @return as {@link #forward(Sender)}
     */
    SendStatus forward(Sender to, DirectBuffer buffer, int offset, int length);
}
