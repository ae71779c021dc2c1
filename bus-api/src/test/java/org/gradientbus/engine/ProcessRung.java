package org.gradientbus.engine;

import org.gradientbus.spi.TransportProvider;

/** Shows the PROCESS rung to the tests of the test kit; the engine itself keeps it hidden. */
public final class ProcessRung
{
    private ProcessRung()
    {
    }

    public static TransportProvider provider()
    {
        return ProcessTransport.provider();
    }
}
