package org.gradientbus.testkit;

import org.gradientbus.engine.ProcessRung;
import org.gradientbus.spi.TransportProvider;

/** Without any loss, a lossy rung is as good as the one beneath. */
class LossyTransportConformanceTest extends TransportConformance
{
    private static final TransportProvider PROVIDER =
        LossyProvider.over(ProcessRung.provider(), Loss.none());

    @Override
    protected TransportProvider provider()
    {
        return PROVIDER;
    }

    @Override
    public int framesUnderStress()
    {
        return 1_000_000;
    }
}
