package org.gradientbus.ipc;

/**
 * What can be told of a node's process from outside.
 */
public enum Vitality
{
    /** It holds its lock, and its heartbeat moves. */
    ALIVE,

    /** It holds its lock, but has not moved for seconds: stopped, or short of a processor. It keeps what it has. */
    UNRESPONSIVE,

    /** Proven: the kernel has released its lock. What it left may be swept. */
    DEAD,

    /** Its folder is not whole: files are missing, foreign, or of another version. */
    DAMAGED
}
