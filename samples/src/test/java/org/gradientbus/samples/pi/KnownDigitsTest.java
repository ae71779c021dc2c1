package org.gradientbus.samples.pi;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.math.BigInteger;

import static org.junit.jupiter.api.Assertions.assertEquals;

class KnownDigitsTest
{
    private static final int GUARD_BITS = 64;

    @Test
    void shouldAgreeWithMachinsFormula()
    {
        final int digits = KnownDigits.OF_PI.length();
        final BigInteger one = BigInteger.ONE.shiftLeft(4 * digits + GUARD_BITS);
        final BigInteger pi = arcTangentOfInverse(5, one).shiftLeft(4).subtract(
            arcTangentOfInverse(239, one).shiftLeft(2));

        assertEquals("3" + KnownDigits.OF_PI, pi.shiftRight(GUARD_BITS).toString(16).toUpperCase());
    }

    /** The digits from one million on are in the paper of Bailey, Borwein and Plouffe. */
    @ParameterizedTest
    @CsvSource({"0, 243F6A88", "1, 43F6A888", "1000000, 6C65E52C"})
    void shouldComputeAnyEightDigits(int position, String digits)
    {
        assertEquals(digits, String.format("%08X", BaileyBorweinPlouffe.digits(position)));
    }

    private static BigInteger arcTangentOfInverse(long x, BigInteger one)
    {
        final BigInteger square = BigInteger.valueOf(x * x);
        BigInteger power = one.divide(BigInteger.valueOf(x));
        BigInteger sum = power;
        for (long n = 1; power.signum() != 0; n++)
        {
            power = power.divide(square).negate();
            sum = sum.add(power.divide(BigInteger.valueOf(2 * n + 1)));
        }
        return sum;
    }
}
