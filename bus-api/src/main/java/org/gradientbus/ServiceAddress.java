package org.gradientbus;

import java.util.Objects;

/**
 * The name and the number of one service, such as {@code printer@{8080,1}}. A mailbox bound to it is found by the name,
 * by the number, and by both; a look-up of it finds the mailboxes that match both. Its scope is that of its number.
 *
 * @param name   of the service, not a pattern.
 * @param number of the service.
 */
public record ServiceAddress(NamedAddress name, NumberedAddress number) implements Address
{
    /**
     * Checks that the name names one thing.
     *
     * @throws IllegalArgumentException when the name is a pattern.
     * @throws NullPointerException     when a part is null.
     */
    public ServiceAddress
    {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(number, "number");
        if (name.isPattern())
        {
            throw new IllegalArgumentException("name=" + name + " is a pattern; a service has one name");
        }
    }

    /**
     * The same service with another scope.
     *
     * @param scope to have.
     * @return the address with that scope.
     */
    public ServiceAddress withScope(Scope scope)
    {
        return new ServiceAddress(name, number.withScope(scope));
    }

    @Override
    public Scope scope()
    {
        return number.scope();
    }

    @Override
    public boolean isReserved()
    {
        return number.isReserved();
    }

    @Override
    public String toString()
    {
        return name + "@" + number;
    }
}
