package org.gradientbus.samples;

import org.gradientbus.BusEvent;
import org.junit.jupiter.api.Test;

import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class S08SlowSubscriberIsolatedTest
{
    @Test
    void shouldServeTheQuickOneInFullWhenTheOtherHangs()
    {
        final S08SlowSubscriberIsolated.Observed observed = S08SlowSubscriberIsolated.run(System.out);

        assertEquals(1_000, observed.quick());
        assertTrue(observed.dropped() > 0, observed::toString);
        assertEquals(1_000, observed.hanging() + observed.dropped());
    }

    @Test
    void shouldNameTheOneThatHangs()
    {
        final List<BusEvent.MailboxDropping> dropping = S08SlowSubscriberIsolated.run(System.out).events().stream()
            .filter(BusEvent.MailboxDropping.class::isInstance).map(BusEvent.MailboxDropping.class::cast).toList();

        assertEquals(1, dropping.size());
        assertEquals("isolated", dropping.get(0).loop());
        assertEquals(dropping.get(0).mailbox(), dropping.get(0).laggard());
    }
}
