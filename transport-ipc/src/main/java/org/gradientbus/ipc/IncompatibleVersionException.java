package org.gradientbus.ipc;

import org.gradientbus.BusException;

/**
 * A file is of another layout than this version of the bus reads; one of the two processes has to be updated.
 */
final class IncompatibleVersionException extends BusException
{
    private static final long serialVersionUID = 1L;

    private final int found;
    private final int wanted;

    IncompatibleVersionException(String where, int found, int wanted)
    {
        super(where + " has layout version=" + found + ", this process reads version=" + wanted +
            ": run the same version of the bus in both processes");
        this.found = found;
        this.wanted = wanted;
    }

    int found()
    {
        return found;
    }

    int wanted()
    {
        return wanted;
    }
}
