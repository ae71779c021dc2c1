package org.gradientbus;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import static org.junit.jupiter.api.Assertions.assertEquals;

/**
 * Each way to open something takes a literal or an address, with options or without.
 */
class BusShortFormsTest
{
    private static final Address ADDRESS = Address.parse("echo");
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final PortOptions HIGH = PortOptions.defaults().withImportance(Importance.HIGH);

    private final List<Importance> importances = new CopyOnWriteArrayList<>();
    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[8]);
    private Bus bus;

    @BeforeEach
    void open()
    {
        bus = Bus.open();
        bus.subscribe(ADDRESS, (message, offset, length, envelope) ->
        {
            importances.add(envelope.importance());
            envelope.reply(message, offset, length);
        });
    }

    @AfterEach
    void close()
    {
        bus.close();
    }

    @Test
    void shouldSendWithTheGivenOptionsWhateverTheForm()
    {
        for (final Port each : List.of(
            bus.publisher(ADDRESS), bus.publisher("echo", HIGH), bus.sender(ADDRESS), bus.sender("echo", HIGH)))
        {
            each.send("message".getBytes(StandardCharsets.UTF_8), PATIENCE);
        }
        bus.requester(ADDRESS).call(buffer, 0, 8, PATIENCE);
        bus.requester("echo", HIGH).call(buffer, 0, 8, PATIENCE);

        assertEquals(
            List.of(Importance.MEDIUM, Importance.HIGH, Importance.MEDIUM, Importance.HIGH,
                Importance.MEDIUM, Importance.HIGH),
            importances);
    }

    @Test
    void shouldOpenAMailboxOnTheDefaultLoopWhenNoOptionsAreGiven()
    {
        assertEquals(bus.defaultLoop(), bus.mailbox((message, offset, length, envelope) -> {}).loop());
    }

    @Test
    void shouldWatchAndExplainALiteral()
    {
        final List<Binding> ups = new CopyOnWriteArrayList<>();
        bus.watch("echo", new DirectoryListener()
        {
            @Override
            public void onUp(Binding binding)
            {
                ups.add(binding);
            }

            @Override
            public void onDown(Binding binding)
            {
            }
        });

        assertEquals(bus.explain("echo").candidates().get(0).port(), ups.get(0).port());
        assertEquals(1, ups.size());
    }
}
