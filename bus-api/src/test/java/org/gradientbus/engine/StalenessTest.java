package org.gradientbus.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.agrona.DirectBuffer;
import org.gradientbus.Address;
import org.gradientbus.Bus;
import org.gradientbus.BusConfig;
import org.gradientbus.Envelope;
import org.gradientbus.Guarantee;
import org.gradientbus.Importance;
import org.gradientbus.LoopConfig;
import org.gradientbus.Mailbox;
import org.gradientbus.MailboxOptions;
import org.gradientbus.ReturnCode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A binding makes exactly those cached routes stale that it has a part in. */
class StalenessTest
{
    private final RealBus bus =
        (RealBus)Bus.open(BusConfig.defaults().withDefaultLoop(LoopConfig.callerRun("staleness")));
    private final Directory directory = bus.directory();

    @AfterEach
    void close()
    {
        bus.close();
    }

    @ParameterizedTest(name = "a port to {0} when {1} is bound: stale={2}")
    @CsvSource(delimiter = ' ', value = {
        "prices/eur prices/eur true",
        "prices/eur prices/usd false",
        "prices/eur prices/* true",
        "prices/eur prices/** true",
        "prices/eur ** true",
        "prices/eur */eur true",
        "prices/eur trades/* false",
        "prices/eur prices/*/bid false",
        "prices/eur {100,1} false",
        "{100,5} {100,5} true",
        "{100,5} {100,6} false",
        "{100,5} {101,5} false",
        "{100,5} {100,1-9} true",
        "{100,5} {100,6-9} false",
        "{100,5-9} {100,9-20} true",
        "{100,5-9} {100,10-20} false",
        "{100,5} prices/eur false",
        "printer@{100,5} printer@{100,5} true",
        "printer@{100,5} plotter@{101,5} false",
        "printer plotter@{100,5} false",
        "printer printer@{100,5} true",
        "{100,5} printer@{100,5} true",
        "{100,6} printer@{100,5} false"})
    void shouldBeStaleWhenTheBindingHasAPartInIt(String port, String binding, boolean isStale)
    {
        final Mailbox bound = bus.mailbox(StalenessTest::ignore, MailboxOptions.defaults());
        final PortEntry entry = open(Address.parse(port));
        final RouteSet toAll = directory.routesToAll(entry);
        final RouteSet toOne = directory.routesToOne(entry);
        bound.bind(Address.parse(binding));
        assertEquals(isStale, toAll.isStale());
        assertEquals(isStale, toOne.isStale());

        final RouteSet afterBind = directory.routesToAll(entry);
        bound.unbind(Address.parse(binding));
        assertEquals(isStale, afterBind.isStale());
        directory.closePort(entry);
    }

    /** Both forms match when name and number do, whichever bindings bring them. */
    @Test
    void shouldBeStaleWhenTheSecondHalfOfABothFormIsBound()
    {
        final Mailbox mailbox = bus.mailbox(StalenessTest::ignore, MailboxOptions.defaults());
        final PortEntry entry = open(Address.parse("printer@{100,5}"));
        mailbox.bind(Address.parse("printer"));
        assertEquals(0, directory.routesToAll(entry).routes.length);
        mailbox.bind(Address.parse("{100,1-9}"));
        assertEquals(1, directory.routesToAll(entry).routes.length);
        mailbox.unbind(Address.parse("printer"));
        assertEquals(0, directory.routesToAll(entry).routes.length);
    }

    @Test
    void shouldBeStaleWhenTheMailboxOfAPortAddressCloses()
    {
        final RealMailbox mailbox = (RealMailbox)bus.mailbox(StalenessTest::ignore, MailboxOptions.defaults());
        final Mailbox other = bus.mailbox(StalenessTest::ignore, MailboxOptions.defaults());
        final PortEntry entry = open(mailbox.port());
        final RouteSet routes = directory.routesToOne(entry);
        assertEquals(1, routes.routes.length);
        other.close();
        mailbox.bind(Address.parse("a"));
        assertFalse(routes.isStale());
        directory.remove(mailbox, ReturnCode.MAILBOX_CLOSED);
        assertTrue(routes.isStale());
        assertEquals(0, directory.routesToOne(entry).routes.length);
    }

    @Test
    void shouldShareRoutesWhenPortsHaveTheSameAddress()
    {
        final PortEntry first = open(Address.parse("a"));
        final PortEntry second = open(Address.parse("a"));
        assertSame(first, second);
        final RouteSet routes = directory.routesToAll(first);
        directory.closePort(first);
        assertFalse(routes.isStale());
        assertSame(routes, directory.routesToAll(second));
        directory.closePort(second);
        assertTrue(routes.isStale());
    }

    private PortEntry open(Address address)
    {
        return directory.openPort(address, Importance.MEDIUM, Guarantee.RELIABLE);
    }

    private static void ignore(DirectBuffer buffer, int offset, int length, Envelope envelope)
    {
    }
}
