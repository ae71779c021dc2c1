package org.gradientbus;

/**
 * An address by name: segments of {@code [A-Za-z0-9._-]} joined by {@code /}, at most 255 bytes in all. Case matters.
 *
 * <p>A name may be a <em>pattern</em>. A segment {@code *} stands for exactly one segment. A last segment {@code **}
 * stands for zero or more, so {@code prices/**} covers {@code prices} as well as {@code prices/fx/eurusd}: whoever asks
 * for a tree wants its root, and who does not can say {@code prices/*}{@code /**}, while "one or more" could not be
 * widened to "zero or more" in one pattern. {@code **} alone covers every name.
 *
 * @param name the name or pattern, which is also the literal.
 */
public record NamedAddress(String name) implements Address
{
    /** The longest name, in bytes: one length byte carries it in any frame. */
    public static final int MAX_NAME_BYTES = 255;

    /**
     * Checks the name.
     *
     * @throws IllegalArgumentException when the name is malformed or too long; the message tells where.
     * @throws NullPointerException     when the name is null.
     */
    public NamedAddress
    {
        new AddressParser(name).checkName();
    }

    /**
     * Whether the name has a segment {@code *} or {@code **} and thus covers other names.
     *
     * @return true for a pattern, false for the name of one thing.
     */
    public boolean isPattern()
    {
        return name.indexOf('*') >= 0;
    }

    @Override
    public Scope scope()
    {
        return Scope.NETWORK;
    }

    @Override
    public boolean isReserved()
    {
        return false;
    }

    @Override
    public String toString()
    {
        return name;
    }
}
