package com.example.ownschema;

import com.example.ownschema.weather.MessageHeaderEncoder;
import com.example.ownschema.weather.ReadingDecoder;
import com.example.ownschema.weather.ReadingEncoder;
import org.gradientbus.Bus;
import org.gradientbus.Claim;
import org.gradientbus.Publisher;
import org.gradientbus.SbeDispatcher;
import org.gradientbus.codecs.verify.StructureVerifier;

import java.io.PrintStream;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * Publishes a message of its own schema, and receives it through its decoder once its structure is verified.
 */
public final class WeatherStation
{
    /** Returns the readings that arrived. */
    static List<String> run(PrintStream out)
    {
        final List<String> readings = new CopyOnWriteArrayList<>();
        try (Bus bus = Bus.open(); Publisher publisher = bus.publisher("weather/oslo"); Claim claim = bus.claim())
        {
            final SbeDispatcher dispatcher = new SbeDispatcher()
                .verify(StructureVerifier.load(ReadingDecoder.class, "weather.sbeir"))
                .on(new ReadingDecoder(), (reading, envelope) ->
                    readings.add(reading.millikelvin() + " mK at " + reading.station()));
            bus.subscribe("weather/*", dispatcher);

            final byte[] station = "Oslo-Blindern".getBytes(UTF_8);
            final int length = MessageHeaderEncoder.ENCODED_LENGTH + ReadingEncoder.BLOCK_LENGTH +
                ReadingEncoder.stationHeaderLength() + station.length;
            if (publisher.tryClaim(length, claim).isAccepted())
            {
                claim.encode(new ReadingEncoder()).millikelvin(279_350).putStation(station, 0, station.length);
                claim.commit();
            }
        }
        readings.forEach(out::println);
        return readings;
    }

    public static void main(String[] args)
    {
        run(System.out);
    }
}
