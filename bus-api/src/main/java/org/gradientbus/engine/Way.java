package org.gradientbus.engine;

import org.gradientbus.Rung;
import org.gradientbus.spi.Link;
import org.gradientbus.spi.Transport;

/**
 * How a peer is reached.
 *
 * @param transport by which
 * @param endpoint  of the peer there
 */
record Way(Transport transport, String endpoint)
{
    Rung rung()
    {
        return transport.rung();
    }

    boolean isNearerThan(Way other)
    {
        return rung().ordinal() < other.rung().ordinal();
    }

    /** Makes a link to one of the peer's loops. May block, and throws when the peer cannot be reached so. */
    Link connect(RemoteLoop loop)
    {
        return loop.isControl() ? transport.connectControl(endpoint) :
            loop.isBestEffort() ? transport.connectBestEffort(endpoint, loop.number()) :
            transport.connect(endpoint, loop.number());
    }
}
