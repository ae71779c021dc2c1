package org.gradientbus.jmh.codec;

import org.gradientbus.codecs.verify.Verdict;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;

/**
 * That the codecs write and read the same: else their figures could not be compared.
 */
class CodecsTest
{
    @Test
    void shouldReadWhatSbeWroteIn60Bytes()
    {
        final SbeVehicle vehicle = new SbeVehicle();

        final int length = vehicle.encode();

        assertEquals(60, length);
        assertEquals(Verdict.OK, vehicle.verify(length));
        assertEquals(Verdict.DATA_OUT_OF_BOUNDS, vehicle.verify(length - 1));
        assertEquals(VehicleValues.checkSum(), vehicle.decode());
    }

    @Test
    void shouldReadTheSameWhenProtobufWroteItInAboutAsMany()
    {
        final ProtobufVehicle vehicle = new ProtobufVehicle();

        final int length = vehicle.encode();

        assertEquals(60, length, 4);
        assertEquals(VehicleValues.checkSum(), vehicle.decode(length));
    }

    @Test
    void shouldReadTheHeaderThatWasWritten()
    {
        final FrameCodec frame = new FrameCodec();

        final int length = frame.encode(7);

        assertEquals(48, length);
        assertEquals(48, frame.verify());
        assertEquals(FrameCodec.sum(7), frame.decode());
    }
}
