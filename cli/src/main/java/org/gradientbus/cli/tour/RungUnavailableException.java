package org.gradientbus.cli.tour;

import org.gradientbus.BusException;

/**
 * A rung cannot work here, and the message says why: no fault of the bus, so the tour goes on without it.
 */
final class RungUnavailableException extends BusException
{
    private static final long serialVersionUID = 1L;

    RungUnavailableException(String message)
    {
        super(message);
    }
}
