package com.example.ownschema;

import org.junit.jupiter.api.Test;

import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;

class WeatherStationTest
{
    @Test
    void shouldReceiveTheReadingThatWasPublished()
    {
        assertEquals(List.of("279350 mK at Oslo-Blindern"), WeatherStation.run(System.out));
    }
}
