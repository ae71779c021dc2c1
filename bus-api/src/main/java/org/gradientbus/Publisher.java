package org.gradientbus;

/**
 * A port that reaches every mailbox bound to its address, each exactly once even when it matches twice.
 *
 * <p>A publish is all or nothing across the mailboxes whose {@link Overflow} is {@link Overflow#block()}: when one of
 * them has no room nobody gets it and the status is {@link SendStatus#BACK_PRESSURED}, so a retry makes no duplicates.
 * It costs one frame for each loop that has matching mailboxes, not one for each mailbox.
 */
public interface Publisher extends Port
{
}
