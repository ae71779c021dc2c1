package org.gradientbus.jmh.codec;

import org.agrona.concurrent.UnsafeBuffer;
import org.gradientbus.codecs.verify.StructureVerifier;
import org.gradientbus.codecs.verify.Verdict;
import org.gradientbus.jmh.codec.sbe.Body;
import org.gradientbus.jmh.codec.sbe.MessageHeaderDecoder;
import org.gradientbus.jmh.codec.sbe.MessageHeaderEncoder;
import org.gradientbus.jmh.codec.sbe.VehicleDecoder;
import org.gradientbus.jmh.codec.sbe.VehicleEncoder;
import org.gradientbus.jmh.codec.sbe.YesNo;

import java.nio.charset.StandardCharsets;

/**
 * The vehicle by SBE: its flyweights and arrays are made once, and used again for each message.
 */
final class SbeVehicle
{
    private static final int ROOM = 256;

    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[ROOM]);
    private final MessageHeaderEncoder headerEncoder = new MessageHeaderEncoder();
    private final VehicleEncoder encoder = new VehicleEncoder();
    private final MessageHeaderDecoder headerDecoder = new MessageHeaderDecoder();
    private final VehicleDecoder decoder = new VehicleDecoder();
    private final StructureVerifier verifier = StructureVerifier.load(VehicleEncoder.class, "vehicle.sbeir");
    private final byte[] maker = VehicleValues.MAKER.getBytes(StandardCharsets.US_ASCII);
    private final byte[] plate = VehicleValues.PLATE.getBytes(StandardCharsets.US_ASCII);
    private final byte[] text = new byte[ROOM];

    /** Returns the bytes that the message takes, its header included. */
    int encode()
    {
        encoder.wrapAndApplyHeader(buffer, 0, headerEncoder)
            .serial(VehicleValues.SERIAL)
            .builtYear(VehicleValues.BUILT_YEAR)
            .engineCc(VehicleValues.ENGINE_CC)
            .body(Body.ESTATE)
            .isForSale(YesNo.YES)
            .cylinders((short)VehicleValues.CYLINDERS)
            .doors((short)VehicleValues.DOORS);
        encoder.consumptionCount(2)
            .next().speedKmh(VehicleValues.FIRST_SPEED_KMH).litresPer100Km(VehicleValues.FIRST_LITRES)
            .next().speedKmh(VehicleValues.SECOND_SPEED_KMH).litresPer100Km(VehicleValues.SECOND_LITRES);
        encoder.putMaker(maker, 0, maker.length).putPlate(plate, 0, plate.length);
        return MessageHeaderEncoder.ENCODED_LENGTH + encoder.encodedLength();
    }

    /** Of the message that {@link #encode} wrote. */
    Verdict verify(int length)
    {
        return verifier.verify(buffer, 0, length);
    }

    /** Reads all of it; returns what {@link VehicleValues#checkSum} does. */
    long decode()
    {
        decoder.wrapAndApplyHeader(buffer, 0, headerDecoder);
        long sum = decoder.serial() + decoder.builtYear() + decoder.engineCc() + decoder.body().value() +
            decoder.isForSale().value() + decoder.cylinders() + decoder.doors();
        float litres = 0;
        final VehicleDecoder.ConsumptionDecoder consumption = decoder.consumption();
        while (consumption.hasNext())
        {
            consumption.next();
            sum += consumption.speedKmh();
            litres += consumption.litresPer100Km();
        }
        sum += (long)litres;
        sum += sumOfText(decoder.getMaker(text, 0, text.length));
        return sum + sumOfText(decoder.getPlate(text, 0, text.length));
    }

    private long sumOfText(int length)
    {
        long sum = 0;
        for (int i = 0; i < length; i++)
        {
            sum += text[i];
        }
        return sum;
    }
}
