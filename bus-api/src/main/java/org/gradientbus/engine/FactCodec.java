package org.gradientbus.engine;

import org.gradientbus.Address;
import org.gradientbus.NamedAddress;
import org.gradientbus.NumberedAddress;
import org.gradientbus.Overflow;
import org.gradientbus.Scope;
import org.gradientbus.ServiceAddress;
import org.gradientbus.codecs.control.AddressFormsDecoder;
import org.gradientbus.codecs.control.BindingDecoder;
import org.gradientbus.codecs.control.BindingEncoder;
import org.gradientbus.codecs.control.OverflowCode;
import org.gradientbus.codecs.control.ScopeCode;

import java.time.Duration;
import java.util.Optional;

/**
 * One fact about a mailbox, to and from the control schema's {@code binding} and the name behind it. A fact without any
 * form of address says that the mailbox is open.
 */
final class FactCodec
{
    private static final int NAME_LENGTH_LENGTH = 2;

    private FactCodec()
    {
    }

    /**
     * What a peer told, its values checked.
     *
     * @param ref      of the mailbox
     * @param loop     of the peer that polls it
     * @param overflow what it does without room
     * @param address  that it is bound to; empty when the fact is that it is open
     */
    record Told(int ref, int loop, Overflow overflow, Optional<Address> address)
    {
    }

    static int entryLength(Address address)
    {
        return BindingEncoder.ENCODED_LENGTH + NAME_LENGTH_LENGTH + nameOf(address).length();
    }

    /** Empty when the address has no name. */
    static String nameOf(Address address)
    {
        return address instanceof NamedAddress named ? named.name() :
            address instanceof ServiceAddress service ? service.name().name() : "";
    }

    static void encode(BindingEncoder binding, Announcements.Fact fact)
    {
        final Address address = fact.address();
        final NumberedAddress number = address instanceof NumberedAddress numbered ? numbered :
            address instanceof ServiceAddress service ? service.number() : null;
        final Overflow overflow = fact.mailbox().overflow();
        binding
            .type(number == null ? 0 : number.type())
            .lower(number == null ? 0 : number.lower())
            .upper(number == null ? 0 : number.upper())
            .ref(fact.mailbox().ref())
            .detachAfterNs(overflow.detachAfter().toNanos())
            .loop(fact.mailbox().loop().number())
            .scope(ScopeCode.get((short)address.scope().ordinal()))
            .overflow(OverflowCode.get((short)overflow.policy().ordinal()));
        binding.forms().clear()
            .named(!nameOf(address).isEmpty())
            .pattern(address instanceof NamedAddress named && named.isPattern())
            .numbered(number != null);
    }

    /**
     * Reads a fact.
     *
     * @throws IllegalArgumentException when a value is none that a peer may tell
     */
    static Told decode(BindingDecoder binding, String name)
    {
        if (!RefTable.isRef(binding.ref()) || binding.loop() >= Loops.MAX_LOOPS)
        {
            throw new IllegalArgumentException("ref=" + binding.ref() + " loop=" + binding.loop());
        }
        return new Told(binding.ref(), binding.loop(), overflow(binding), address(binding, name));
    }

    private static Optional<Address> address(BindingDecoder binding, String name)
    {
        final AddressFormsDecoder forms = binding.forms();
        if (!forms.named() && !forms.numbered())
        {
            return Optional.empty();
        }
        final Address address;
        if (!forms.numbered())
        {
            address = Address.named(name);
        }
        else
        {
            final NumberedAddress number =
                new NumberedAddress(binding.type(), binding.lower(), binding.upper(), scope(binding.scope()));
            address = forms.named() ? Address.service(name, number) : number;
        }
        if (address.isReserved())
        {
            throw new IllegalArgumentException("address=" + address + " is the bus's own");
        }
        return Optional.of(address);
    }

    private static Overflow overflow(BindingDecoder binding)
    {
        return switch (binding.overflow())
        {
            case BLOCK -> Overflow.block();
            case DROP -> Overflow.drop();
            case DETACH_AFTER -> Overflow.detachAfter(Duration.ofNanos(binding.detachAfterNs()));
            case SBE_UNKNOWN, NULL_VAL ->
                throw new IllegalArgumentException("overflow=" + binding.overflowRaw());
        };
    }

    private static Scope scope(ScopeCode code)
    {
        return switch (code)
        {
            case PROCESS -> Scope.PROCESS;
            case HOST -> Scope.HOST;
            case FABRIC -> Scope.FABRIC;
            case NETWORK -> Scope.NETWORK;
            case SBE_UNKNOWN, NULL_VAL -> throw new IllegalArgumentException("scope=" + code);
        };
    }
}
