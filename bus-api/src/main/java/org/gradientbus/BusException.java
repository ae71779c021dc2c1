package org.gradientbus;

/**
 * A failure of the control plane, or of a blocking form of the data plane.
 */
public class BusException extends RuntimeException
{
    private static final long serialVersionUID = 1L;

    /**
     * With a message that names the value, the limit and the remedy.
     *
     * @param message what failed
     */
    public BusException(String message)
    {
        super(message);
    }

    /**
     * With the failure beneath.
     *
     * @param message what failed
     * @param cause   the failure beneath
     */
    public BusException(String message, Throwable cause)
    {
        super(message, cause);
    }
}
