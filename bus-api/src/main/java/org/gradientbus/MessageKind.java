package org.gradientbus;

/**
 * What a message is to the handler that gets it.
 */
public enum MessageKind
{
    /** A message that expects no answer. */
    MESSAGE,

    /** A request: its sender waits for {@link Envelope#reply}. */
    REQUEST,

    /** An answer, sent to a mailbox whose port was given as the place to reply to. */
    REPLY,

    /** One of the receiver's own messages that came back; {@link Envelope#returnCode()} says why. */
    RETURNED
}
