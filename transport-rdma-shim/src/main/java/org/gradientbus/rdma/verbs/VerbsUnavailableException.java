package org.gradientbus.rdma.verbs;

/**
 * The machine lacks what a provider needs; the message says what, and how to get it.
 */
public class VerbsUnavailableException extends VerbsException
{
    private static final long serialVersionUID = 1L;

    /**
     * With the remedy.
     *
     * @param message what is missing, and what to install
     */
    public VerbsUnavailableException(String message)
    {
        super(message);
    }

    /**
     * With the remedy and the failure beneath.
     *
     * @param message what is missing, and what to install
     * @param cause   the failure beneath
     */
    public VerbsUnavailableException(String message, Throwable cause)
    {
        super(message, cause);
    }
}
