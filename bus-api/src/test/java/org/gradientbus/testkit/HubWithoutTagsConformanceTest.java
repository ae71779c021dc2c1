package org.gradientbus.testkit;

import org.gradientbus.engine.ProcessRung;
import org.gradientbus.spi.TransportProvider;

/** The hub whose links carry no tags. */
class HubWithoutTagsConformanceTest extends TransportConformance
{
    private static final int FRAMES = 100_000;

    private final Hub hub = Hub.withoutTags(ProcessRung.provider());

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
