package org.gradientbus.cli.tools;

import org.gradientbus.Bus;
import org.gradientbus.BusConfig;
import org.gradientbus.BusException;
import org.gradientbus.cli.CommandException;
import org.gradientbus.cli.ExitStatus;

import java.util.function.Function;

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
     * Opens it.
     *
     * @param opener of buses
     * @param config of the bus
     * @return open
     */
    static OpenBus of(Function<BusConfig, Bus> opener, BusConfig config)
    {
        try
        {
            return new OpenBus(opener.apply(config));
        }
        catch (BusException refused)
        {
            throw new CommandException(ExitStatus.WRONG, refused.getMessage());
        }
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
