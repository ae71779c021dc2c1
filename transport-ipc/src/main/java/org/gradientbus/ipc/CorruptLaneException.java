package org.gradientbus.ipc;

import org.gradientbus.BusException;

/**
 * A file that should be a lane is none, or not a whole one; nobody should read it, and its owner should make it anew.
 */
final class CorruptLaneException extends BusException
{
    private static final long serialVersionUID = 1L;

    CorruptLaneException(String message)
    {
        super(message);
    }
}
