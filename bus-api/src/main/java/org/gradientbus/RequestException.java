package org.gradientbus;

/**
 * A request that was accepted and got no reply.
 */
public final class RequestException extends BusException
{
    private static final long serialVersionUID = 1L;

    private final RequestFailure failure;

    /**
     * With the reason.
     *
     * @param failure why no reply came
     * @param message names the address and the reason
     */
    public RequestException(RequestFailure failure, String message)
    {
        super(message);
        this.failure = failure;
    }

    /**
     * Why no reply came.
     *
     * @return the reason
     */
    public RequestFailure failure()
    {
        return failure;
    }
}
