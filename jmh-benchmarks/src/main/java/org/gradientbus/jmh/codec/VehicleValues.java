package org.gradientbus.jmh.codec;

/**
 * What the message holds that the codecs are compared by.
 */
final class VehicleValues
{
    static final long SERIAL = 0x1234_5678_9ABCL;
    static final int BUILT_YEAR = 1998;
    static final int ENGINE_CC = 1896;
    static final int CYLINDERS = 4;
    static final int DOORS = 5;
    static final int FIRST_SPEED_KMH = 50;
    static final float FIRST_LITRES = 4.5f;
    static final int SECOND_SPEED_KMH = 130;
    static final float SECOND_LITRES = 6.25f;
    static final String MAKER = "Wagner";
    static final String PLATE = "HH-GB 1998";

    private static final int BODY_ESTATE = 1;
    private static final int FOR_SALE = 1;

    private VehicleValues()
    {
    }

    /** One number out of all that a reader has read. */
    static long checkSum()
    {
        return SERIAL + BUILT_YEAR + ENGINE_CC + CYLINDERS + DOORS +
            BODY_ESTATE + FOR_SALE +
            FIRST_SPEED_KMH + SECOND_SPEED_KMH + (long)(FIRST_LITRES + SECOND_LITRES) +
            MAKER.chars().sum() + PLATE.chars().sum();
    }
}
