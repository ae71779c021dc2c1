package org.gradientbus.rdma.verbs;

/**
 * What an endpoint is good for. It goes down this list and never up.
 */
public enum EndpointState
{
    /** Writes can be posted, as far as anybody knows. */
    OPEN,

    /** Something went wrong, see {@link Endpoint#failure()}. It never comes back: connect another one. */
    FAILED,

    /** It was closed on this side. */
    CLOSED
}
