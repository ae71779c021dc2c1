package org.gradientbus.testkit;

import org.gradientbus.engine.ProcessRung;
import org.gradientbus.spi.TransportProvider;

/** A rung that is late now and then keeps its contract. */
class LateTransportConformanceTest extends TransportConformance
{
    private static final TransportProvider PROVIDER =
        LossyProvider.over(ProcessRung.provider(), Loss.none().withDelay(0.05, 2));

    @Override
    protected TransportProvider provider()
    {
        return PROVIDER;
    }

    @Override
    public int framesUnderStress()
    {
        return 50_000;
    }
}
