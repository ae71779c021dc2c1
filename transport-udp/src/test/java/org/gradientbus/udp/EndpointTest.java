package org.gradientbus.udp;

import org.gradientbus.BusException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

/** Where a node is, as peers are told of it. */
class EndpointTest
{
    @Test
    void shouldPrintWhatItHasReadWhenItIsOne()
    {
        String text = "10.0.0.5:40123/00000000000000ff";

        assertEquals(text, Endpoint.parse(text).toString());
        assertEquals(255, Endpoint.parse(text).nodeId());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "nobody's endpoint", "10.0.0.5:40123", "10.0.0.5:40123/ff", "x/00000000000000ff",
        "10.0.0.5:40123/00000000000000fg", "10.0.0.5|mtu=1:40123/00000000000000ff"})
    void shouldBeRefusedWhenItIsNone(String text)
    {
        assertThrows(BusException.class, () -> Endpoint.parse(text));
    }

    @Test
    void shouldGiveEachLoopTwoStreamsOfItsOwn()
    {
        long seed = new Random().nextLong();
        System.out.println("streams: seed=" + seed);
        Random random = new Random(seed);
        for (int round = 0; round < 1000; round++)
        {
            long nodeId = random.nextLong();
            Set<Integer> streams = new HashSet<>();
            for (int loop = 0; loop < 255; loop++)
            {
                streams.add(Endpoint.stream(nodeId, loop));
                streams.add(Endpoint.stream(nodeId, Endpoint.streamNumber(loop, true)));
            }
            assertEquals(2 * 255, streams.size());
            assertFalse(streams.contains(Endpoint.CONTROL_STREAM));
        }
    }
}
