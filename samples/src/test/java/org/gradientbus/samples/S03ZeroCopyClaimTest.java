package org.gradientbus.samples;

import org.junit.jupiter.api.Test;

import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;

class S03ZeroCopyClaimTest
{
    @Test
    void shouldPublishWhatIsCommittedOnly()
    {
        assertEquals(List.of("1: 10842/10844"), S03ZeroCopyClaim.run(System.out));
    }
}
