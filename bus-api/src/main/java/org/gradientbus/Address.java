package org.gradientbus;

/**
 * Where a message goes, or where a mailbox is to be found: a value, checked once when made.
 *
 * <table>
 * <caption>Forms and their literals</caption>
 * <tr><th>Form</th><th>Literal</th><th>Type</th></tr>
 * <tr><td>named</td><td>{@code prices/eurusd}, as a pattern {@code prices/*}</td><td>{@link NamedAddress}</td></tr>
 * <tr><td>numbered</td><td>{@code {8080,1}}, {@code {8080,1-99,host}}</td><td>{@link NumberedAddress}</td></tr>
 * <tr><td>both</td><td>{@code printer@{8080,1}}</td><td>{@link ServiceAddress}</td></tr>
 * <tr><td>port</td><td>{@code #9f3c62d10a7be455:0000001c}</td><td>{@link PortAddress}</td></tr>
 * </table>
 *
 * <p>Two addresses are equal when they have the same form and the same parts. {@link #toString()} prints the literal in
 * its one canonical spelling, so {@code parse(address.toString())} equals {@code address}.
 *
 * <p><b>Threads:</b> addresses never change and may be shared freely.
 */
public sealed interface Address permits NamedAddress, NumberedAddress, ServiceAddress, PortAddress
{
    /**
     * Reads any address literal. No white space is allowed, and numbers are decimal, except for the hexadecimal digits
     * of a port.
     *
     * @param text the literal.
     * @return the address.
     * @throws IllegalArgumentException when the text is not a literal; the message quotes the text and tells the index
     *                                  of the mistake (counted from 0), what was expected there, and what was found.
     * @throws NullPointerException     when the text is null.
     */
    static Address parse(String text)
    {
        return new AddressParser(text).address();
    }

    /**
     * A named address or a pattern of names.
     *
     * @param name segments joined by {@code /}, as in {@link NamedAddress}.
     * @return the address.
     * @throws IllegalArgumentException when the name is malformed or longer than 255 bytes.
     */
    static NamedAddress named(String name)
    {
        return new NamedAddress(name);
    }

    /**
     * One instance of a numbered service, with scope {@link Scope#NETWORK}.
     *
     * @param type     of the service, 0 to 4294967295.
     * @param instance of the service, 0 to 4294967295.
     * @return the address.
     * @throws IllegalArgumentException when a number is out of range.
     */
    static NumberedAddress numbered(long type, long instance)
    {
        return new NumberedAddress(type, instance, instance, Scope.NETWORK);
    }

    /**
     * A range of instances of a numbered service, with scope {@link Scope#NETWORK}.
     *
     * @param type  of the service, 0 to 4294967295.
     * @param lower first instance, 0 to 4294967295.
     * @param upper last instance, included, not below {@code lower}.
     * @return the address.
     * @throws IllegalArgumentException when a number is out of range or {@code lower} exceeds {@code upper}.
     */
    static NumberedAddress range(long type, long lower, long upper)
    {
        return new NumberedAddress(type, lower, upper, Scope.NETWORK);
    }

    /**
     * A service that has both a name and a number; its scope is that of the number.
     *
     * @param name   of the service, not a pattern.
     * @param number of the service.
     * @return the address.
     * @throws IllegalArgumentException when the name is malformed or a pattern.
     */
    static ServiceAddress service(String name, NumberedAddress number)
    {
        return new ServiceAddress(new NamedAddress(name), number);
    }

    /**
     * The port of one exact mailbox.
     *
     * @param node id of the node that holds the mailbox; all 64 bits count.
     * @param ref  of the mailbox within its node; all 32 bits count.
     * @return the address.
     */
    static PortAddress port(long node, int ref)
    {
        return new PortAddress(node, ref);
    }

    /**
     * How far a binding to this address is visible, or how far a look-up of it may go.
     *
     * @return the scope; always {@link Scope#NETWORK} for named addresses and ports.
     */
    Scope scope();

    /**
     * Whether the address belongs to the bus itself: a service type of 0 to 63. Users may send to such an address; the
     * bus refuses to bind a mailbox of theirs to it.
     *
     * @return true when the address is reserved.
     */
    boolean isReserved();

    /**
     * The literal in its canonical spelling, which {@link #parse(String)} reads back.
     *
     * @return the literal.
     */
    @Override
    String toString();
}
