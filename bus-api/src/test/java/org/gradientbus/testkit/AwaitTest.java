package org.gradientbus.testkit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

@Timeout(60)
class AwaitTest
{
    private static final Duration SHORT = Duration.ofMillis(20);

    @Test
    void shouldReturnWhenAnotherThreadMakesTheConditionTrue()
    {
        AtomicInteger turns = new AtomicInteger();
        Thread other = new Thread(() -> turns.set(1));
        other.start();
        Await.until("the other thread", () -> turns.get() == 1);
        assertEquals(1, turns.get());
    }

    @Test
    void shouldKeepAskingWhenTheConditionIsSlow()
    {
        AtomicInteger asked = new AtomicInteger();
        Await.until(() -> asked.incrementAndGet() == 300);
        assertEquals(300, asked.get());
    }

    @Test
    void shouldNameWhatAndHowLongWhenInVain()
    {
        String message = assertThrows(
            AssertionError.class, () -> Await.until("godot", SHORT, () -> false)).getMessage();
        assertEquals("waited PT0.02S in vain for godot", message);
    }

    @Test
    void shouldTellTheLastValueWhenInVain()
    {
        String message = assertThrows(
            AssertionError.class, () -> Await.untilEquals("a word", SHORT, "yes", () -> "no")).getMessage();
        assertEquals("waited PT0.02S in vain for a word: expected=yes last=no", message);
    }

    @Test
    void shouldCompareNumbersByValueWhenTheirTypesDiffer()
    {
        AtomicInteger three = new AtomicInteger(3);
        Await.untilEquals(3L, three::get);
        String message = assertThrows(
            AssertionError.class, () -> Await.untilEquals("four", SHORT, 4, three::get)).getMessage();
        assertTrue(message.endsWith("expected=4 last=3"), message);
    }

    @Test
    void shouldPassOnWhatTheConditionThrows()
    {
        assertThrows(IllegalStateException.class, () -> Await.until(() ->
        {
            throw new IllegalStateException("from the condition");
        }));
    }

    @Test
    void shouldFailAtOnceWhenInterrupted()
    {
        Thread.currentThread().interrupt();
        assertThrows(AssertionError.class, () -> Await.until("an interrupt", () -> false));
        assertTrue(Thread.interrupted());
    }
}
