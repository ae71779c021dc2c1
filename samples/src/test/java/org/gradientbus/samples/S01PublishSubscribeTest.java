package org.gradientbus.samples;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;

class S01PublishSubscribeTest
{
    @Test
    void shouldReachEverySubscriberWhoseNameOrPatternMatches()
    {
        final List<String> heard = new ArrayList<>(S01PublishSubscribe.run(System.out));
        heard.sort(null);

        assertEquals(List.of("euro: 1.0842", "prices/eurusd: 1.0842", "prices/gbpusd: 1.2716"), heard);
    }
}
