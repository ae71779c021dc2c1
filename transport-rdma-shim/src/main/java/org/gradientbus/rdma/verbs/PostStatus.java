package org.gradientbus.rdma.verbs;

/**
 * What an endpoint answers to a write.
 */
public enum PostStatus
{
    /** It will be carried out, unless the endpoint fails. */
    POSTED,

    /** Too much waits. Nothing was posted: flush, let the domain progress, and try again. */
    FULL,

    /** The endpoint has failed or is closed. Nothing was posted, nor will be. */
    FAILED
}
