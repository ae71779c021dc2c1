package org.gradientbus;

/**
 * A blocking send that was not accepted.
 */
public final class SendException extends BusException
{
    private static final long serialVersionUID = 1L;

    private final SendStatus status;

    /**
     * With the status that ended the attempt.
     *
     * @param status  why it was not accepted
     * @param message names the address and what to do
     */
    public SendException(SendStatus status, String message)
    {
        super(message);
        this.status = status;
    }

    /**
     * Why the message was not accepted.
     *
     * @return anything but {@link SendStatus#ACCEPTED}
     */
    public SendStatus status()
    {
        return status;
    }
}
