package org.gradientbus.cli.tools;

import org.gradientbus.Bus;

/**
 * A bus that is closed in good order also when Ctrl-C ends the command, so that its peers see it leave.
 */
public final class OpenBus implements AutoCloseable
{
    private final Bus bus;
    private final Thread atExit;

    /**
     * Guards an open bus from now on.
     *
     * @param bus to close
     */
    public OpenBus(Bus bus)
    {
        this.bus = bus;
        atExit = new Thread(bus::close, "gradient-at-exit");
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    /**
     * The bus.
     *
     * @return open until this is closed
     */
    public Bus bus()
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
