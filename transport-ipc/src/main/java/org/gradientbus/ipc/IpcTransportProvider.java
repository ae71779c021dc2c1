package org.gradientbus.ipc;

import org.gradientbus.BusException;
import org.gradientbus.Rung;
import org.gradientbus.spi.Transport;
import org.gradientbus.spi.TransportContext;
import org.gradientbus.spi.TransportProvider;

/**
 * The HOST rung: crash-safe lanes in shared memory between the processes of one user on one host. Linux only.
 */
public final class IpcTransportProvider implements TransportProvider
{
    /**
     * Called by the service loader.
     */
    public IpcTransportProvider()
    {
    }

    @Override
    public Rung rung()
    {
        return Rung.HOST;
    }

    @Override
    public Transport open(TransportContext context)
    {
        requireLinux(System.getProperty("os.name"));
        return new IpcTransport(context, ProcessIdentity.current());
    }

    static void requireLinux(String system)
    {
        if (!"Linux".equals(system))
        {
            throw new BusException("the HOST rung works on Linux only, this is " + system +
                ": processes of this host are reached by the next rung, if there is one");
        }
    }
}
