package org.gradientbus;

import java.util.Objects;

/**
 * An address by number: a service type and a range of its instances, both ends included. All three numbers are unsigned
 * 32 bit, held in a {@code long} so that they compare and print as what they are; a caller with an {@code int} that
 * uses the sign bit converts by {@link Integer#toUnsignedLong(int)}.
 *
 * @param type  of the service; 0 to 63 belong to the bus.
 * @param lower first instance.
 * @param upper last instance; equal to {@code lower} for a single one.
 * @param scope how far a binding is visible or a look-up may go.
 */
public record NumberedAddress(long type, long lower, long upper, Scope scope) implements Address
{
    /** The largest type and the largest instance. */
    public static final long MAX_NUMBER = 0xFFFF_FFFFL;

    /** The types below this one belong to the bus. */
    public static final long FIRST_FREE_TYPE = 64;

    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException when a number is out of range or {@code lower} exceeds {@code upper}.
     * @throws NullPointerException     when the scope is null.
     */
    public NumberedAddress
    {
        checkNumber("type", type);
        checkNumber("lower", lower);
        checkNumber("upper", upper);
        if (lower > upper)
        {
            throw new IllegalArgumentException("lower=" + lower + " exceeds upper=" + upper);
        }
        Objects.requireNonNull(scope, "scope");
    }

    /**
     * The same numbers with another scope.
     *
     * @param newScope to have.
     * @return the address with that scope.
     */
    public NumberedAddress withScope(Scope newScope)
    {
        return new NumberedAddress(type, lower, upper, newScope);
    }

    @Override
    public boolean isReserved()
    {
        return type < FIRST_FREE_TYPE;
    }

    @Override
    public String toString()
    {
        return "{" + type + "," + lower +
            (lower == upper ? "" : "-" + upper) +
            (scope == Scope.NETWORK ? "" : "," + scope.word()) + "}";
    }

    private static void checkNumber(String what, long number)
    {
        if (number < 0 || number > MAX_NUMBER)
        {
            throw new IllegalArgumentException(what + "=" + number + " is not within 0 to " + MAX_NUMBER);
        }
    }
}
