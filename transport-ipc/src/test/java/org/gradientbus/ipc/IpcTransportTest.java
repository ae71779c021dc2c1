package org.gradientbus.ipc;

import org.gradientbus.spi.TransportProvider;
import org.gradientbus.testkit.TransportConformance;

/** The whole suite, as for every rung. */
class IpcTransportTest extends TransportConformance
{
    @Override
    protected TransportProvider provider()
    {
        return new IpcTransportProvider();
    }
}
