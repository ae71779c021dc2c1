package org.gradientbus.engine;

import org.gradientbus.spi.TransportProvider;
import org.gradientbus.testkit.TransportConformance;

class ProcessTransportTest extends TransportConformance
{
    @Override
    protected TransportProvider provider()
    {
        return ProcessTransport.provider();
    }
}
