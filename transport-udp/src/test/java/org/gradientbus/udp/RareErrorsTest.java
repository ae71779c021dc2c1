package org.gradientbus.udp;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** A cut wire must not flood the log. */
class RareErrorsTest
{
    private final List<String> told = new ArrayList<>();
    private long nowNs;
    private final RareErrors errors = new RareErrors((error) -> told.add(error.getCause().getMessage()), () -> nowNs);

    @Test
    void shouldTellOnceInTenSecondsWhenItIsAlwaysTheSame()
    {
        for (int second = 0; second < 25; second++)
        {
            nowNs = second * 1_000_000_000L;
            errors.onError(new IllegalStateException("unreachable"));
        }

        assertEquals(List.of("unreachable", "unreachable", "unreachable"), told);
    }

    @Test
    void shouldTellOfEachWhenTheyDiffer()
    {
        for (int i = 0; i < 500; i++)
        {
            errors.onError(new IllegalStateException("kind " + "x".repeat(i)));
            errors.onError(new IllegalStateException("kind " + "x".repeat(i)));
        }

        assertEquals(500, told.size());
    }

    @Test
    void shouldTellOnceWhenOnlyNumbersDiffer()
    {
        for (int port = 0; port < 1000; port++)
        {
            errors.onError(new IllegalStateException("sourceAddress=/10.0.0.7:" + port + " sessionId=-" + port));
        }

        assertEquals(1, told.size());
    }
}
