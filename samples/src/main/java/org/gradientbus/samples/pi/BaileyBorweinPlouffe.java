package org.gradientbus.samples.pi;

/**
 * Any eight hexadecimal digits of π without those before them.
 *
 * <pre>
 *        inf   1   (   4        2        1        1    )
 *   pi = sum ----- ( ------ - ------ - ------ - ------ )
 *        k=0  16^k ( 8k + 1   8k + 4   8k + 5   8k + 6 )
 * </pre>
 *
 * <p>Multiplied by 16^n, the digits from n on stand right behind the point, and whatever is before it may be dropped in
 * each term: 16^(n-k) modulo 8k + j is enough. A fraction is held in units of 2^-64 in a {@code long}, whose overflow
 * drops the whole part by itself. Each term is rounded down by less than a unit, so after 10,000 digits the lower 17
 * bits are in doubt, and the upper 32 are wanted.
 *
 * <p>Source: Bailey, Borwein and Plouffe, "On the Rapid Computation of Various Polylogarithmic Constants", Mathematics
 * of Computation 66 (1997), 903-913.
 */
final class BaileyBorweinPlouffe
{
    /** Keeps 8k + j below 2^31, so that squares of remainders fit a {@code long}. */
    static final int MAX_POSITION = (1 << 28) - 32;

    private static final int UNIT_BITS = 64;

    private BaileyBorweinPlouffe()
    {
    }

    /**
     * Eight digits.
     *
     * @param position of the first; 0 is the one behind the point
     * @return four bits for each digit, the first highest
     */
    static int digits(int position)
    {
        if (position < 0 || position > MAX_POSITION)
        {
            throw new IllegalArgumentException("position=" + position + " must be 0 to " + MAX_POSITION);
        }
        final long fraction =
            4 * sum(1, position) - 2 * sum(4, position) - sum(5, position) - sum(6, position);
        return (int)(fraction >>> 32);
    }

    /** The fraction of the sum of 16^(n-k) / (8k + j) over k. */
    private static long sum(int j, int n)
    {
        long sum = 0;
        for (int k = 0; k <= n; k++)
        {
            final long divisor = 8L * k + j;
            sum += fraction(powerOf16(n - k, divisor), divisor);
        }
        for (int shift = UNIT_BITS - 4, k = n + 1; shift > 0; shift -= 4, k++)
        {
            sum += (1L << shift) / (8L * k + j);
        }
        return sum;
    }

    /** remainder / divisor, both below 2^31, by long division with digits of 32 bits. */
    private static long fraction(long remainder, long divisor)
    {
        final long upper = remainder << 32;
        final long lower = upper % divisor << 32;
        return (upper / divisor << 32) + lower / divisor;
    }

    private static long powerOf16(int exponent, long modulus)
    {
        long power = 1 % modulus;
        long square = 16 % modulus;
        for (int bits = exponent; bits != 0; bits >>= 1)
        {
            if ((bits & 1) != 0)
            {
                power = power * square % modulus;
            }
            square = square * square % modulus;
        }
        return power;
    }
}
