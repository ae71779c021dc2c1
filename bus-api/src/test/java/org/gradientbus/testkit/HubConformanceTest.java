package org.gradientbus.testkit;

import org.gradientbus.engine.ProcessRung;
import org.gradientbus.spi.TransportProvider;

/** The hub is a rung like any other: what its tests say of peers holds only if it keeps the contract. */
class HubConformanceTest extends TransportConformance
{
    private static final int FRAMES = 400_000;

    private final Hub hub = new Hub(ProcessRung.provider());

    @Override
    protected TransportProvider provider()
    {
        return hub.provider();
    }

    @Override
    public int framesUnderStress()
    {
        return FRAMES;
    }
}
