package org.gradientbus.spi;

import org.gradientbus.Rung;

/**
 * Makes the transport of one rung; the entry point that {@link java.util.ServiceLoader} finds.
 */
public interface TransportProvider
{
    /**
     * The rung that this provider's transports carry.
     *
     * @return the rung
     */
    Rung rung();

    /**
     * Opens the rung for one bus. May block.
     *
     * @param context what the bus tells its transports
     * @return the open transport; the bus closes it
     * @throws org.gradientbus.BusException when the rung cannot work here; the message says why and what to do
     */
    Transport open(TransportContext context);
}
