package org.gradientbus.rdma.verbs;

import org.gradientbus.BusException;

/**
 * A verb that could not be set up: memory, a connection, or a key.
 */
public class VerbsException extends BusException
{
    private static final long serialVersionUID = 1L;

    /**
     * With what failed.
     *
     * @param message names the value and the limit
     */
    public VerbsException(String message)
    {
        super(message);
    }

    /**
     * With the failure beneath.
     *
     * @param message names the value and the limit
     * @param cause   the failure beneath
     */
    public VerbsException(String message, Throwable cause)
    {
        super(message, cause);
    }
}
