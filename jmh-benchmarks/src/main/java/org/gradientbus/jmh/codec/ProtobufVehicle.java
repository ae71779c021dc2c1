package org.gradientbus.jmh.codec;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import org.gradientbus.jmh.codec.protobuf.Body;
import org.gradientbus.jmh.codec.protobuf.Consumption;
import org.gradientbus.jmh.codec.protobuf.Vehicle;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;

/**
 * The vehicle by protobuf: a message is built and written into an array that is used again, and parsed from there.
 */
final class ProtobufVehicle
{
    private static final int ROOM = 256;

    private final byte[] buffer = new byte[ROOM];

    /** Returns the bytes that the message takes. */
    int encode()
    {
        final Vehicle vehicle = Vehicle.newBuilder()
            .setSerial(VehicleValues.SERIAL)
            .setBuiltYear(VehicleValues.BUILT_YEAR)
            .setEngineCc(VehicleValues.ENGINE_CC)
            .setBody(Body.ESTATE)
            .setIsForSale(true)
            .setCylinders(VehicleValues.CYLINDERS)
            .setDoors(VehicleValues.DOORS)
            .addConsumption(consumption(VehicleValues.FIRST_SPEED_KMH, VehicleValues.FIRST_LITRES))
            .addConsumption(consumption(VehicleValues.SECOND_SPEED_KMH, VehicleValues.SECOND_LITRES))
            .setMaker(VehicleValues.MAKER)
            .setPlate(VehicleValues.PLATE)
            .build();
        final int length = vehicle.getSerializedSize();
        try
        {
            vehicle.writeTo(CodedOutputStream.newInstance(buffer, 0, length));
        }
        catch (final IOException impossible)
        {
            throw new UncheckedIOException("length=" + length + " in an array of " + ROOM, impossible);
        }
        return length;
    }

    private static Consumption consumption(int speedKmh, float litres)
    {
        return Consumption.newBuilder().setSpeedKmh(speedKmh).setLitresPer100Km(litres).build();
    }

    /** Reads all of it; returns what {@link VehicleValues#checkSum} does. */
    long decode(int length)
    {
        final Vehicle vehicle;
        try
        {
            vehicle = Vehicle.parseFrom(ByteBuffer.wrap(buffer, 0, length));
        }
        catch (final InvalidProtocolBufferException wrong)
        {
            throw new IllegalStateException("length=" + length + " of our own bytes", wrong);
        }
        long sum = vehicle.getSerial() + vehicle.getBuiltYear() + vehicle.getEngineCc() + vehicle.getBodyValue() +
            (vehicle.getIsForSale() ? 1 : 0) + vehicle.getCylinders() + vehicle.getDoors();
        float litres = 0;
        for (int i = 0; i < vehicle.getConsumptionCount(); i++)
        {
            final Consumption consumption = vehicle.getConsumption(i);
            sum += consumption.getSpeedKmh();
            litres += consumption.getLitresPer100Km();
        }
        return sum + (long)litres + sumOfText(vehicle.getMaker()) + sumOfText(vehicle.getPlate());
    }

    private static long sumOfText(String text)
    {
        long sum = 0;
        for (int i = 0; i < text.length(); i++)
        {
            sum += text.charAt(i);
        }
        return sum;
    }
}
