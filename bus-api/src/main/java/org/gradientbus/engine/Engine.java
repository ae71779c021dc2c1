package org.gradientbus.engine;

import org.gradientbus.Bus;
import org.gradientbus.BusConfig;
import org.gradientbus.spi.TransportProvider;

/**
 * The one door into the engine.
 */
public final class Engine
{
    private Engine()
    {
    }

    /**
     * Opens a bus; called by {@link Bus#open(BusConfig)} alone.
     *
     * @param config how
     * @return the open bus
     */
    public static Bus open(BusConfig config)
    {
        return open(config, ProcessTransport.provider());
    }

    /** With another transport in place of the PROCESS rung, for tests. */
    static RealBus open(BusConfig config, TransportProvider provider)
    {
        ModuleAccess.require(config.openModules());
        return new RealBus(config, provider);
    }
}
