package org.gradientbus.cli.tools;

import org.gradientbus.Bus;

/**
 * A bus that is closed in good order also when Ctrl-C ends the command, so that its peers see it leave.
 */
final class OpenBus implements AutoCloseable
{
    private final Bus bus;
    private final Thread atExit;

    OpenBus(Bus bus)
    {
        this.bus = bus;
        atExit = new Thread(bus::close, "gradient-at-exit");
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    Bus bus()
    {
        return bus;
    }

    @Override
    public void close()
    {
        bus.close();
        try
        {
            Runtime.getRuntime().removeShutdownHook(atExit);
        }
        catch (IllegalStateException exiting)
        {
            // Then the hook runs already.
            return;
        }
    }
}
