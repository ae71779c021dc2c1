package org.gradientbus.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.gradientbus.Address;
import org.gradientbus.Rung;
import org.junit.jupiter.api.Test;

import java.util.List;

class AnnouncementsTest
{
    private int changes;
    private final Announcements announcements = new Announcements(Rung.HOST, () -> changes++);

    @Test
    void shouldNumberChangesWithoutGapsWhenSomeAreNotVisible()
    {
        announcements.up(null, Address.parse("a"));
        announcements.up(null, Address.parse("{100,1,process}"));
        announcements.up(null, Address.parse("{100,2,host}"));
        announcements.down(null, Address.parse("{100,1,process}"));
        announcements.down(null, Address.parse("a"));

        assertEquals(3, announcements.sequence());
        assertEquals(3, changes);
        assertEquals(Address.parse("{100,2,host}"), announcements.change(2).fact().address());
        assertTrue(announcements.change(1).isUp());
        assertEquals(
            List.of(Address.parse("{100,2,host}")),
            announcements.snapshot().facts().stream().map(Announcements.Fact::address).toList());
    }

    @Test
    void shouldChangeNothingWhenAFactIsToldTwice()
    {
        announcements.up(null, Address.parse("a"));
        announcements.up(null, Address.parse("a"));
        announcements.down(null, Address.parse("b"));

        assertEquals(1, announcements.sequence());
    }

    @Test
    void shouldForgetOldChangesAndKeepTheFactsWhenThereAreMany()
    {
        for (int i = 0; i < 10_000; i++)
        {
            announcements.up(null, Address.parse("{200," + i + "}"));
        }

        assertNull(announcements.change(1));
        assertEquals(10_000, announcements.change(10_000).sequence());
        assertEquals(10_000, announcements.snapshot().sequence());
        assertEquals(10_000, announcements.snapshot().facts().size());
    }
}
