package org.gradientbus.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.gradientbus.Address;
import org.gradientbus.Bus;
import org.gradientbus.BusConfig;
import org.gradientbus.BusEvent;
import org.gradientbus.Envelope;
import org.gradientbus.Loop;
import org.gradientbus.LoopConfig;
import org.gradientbus.Mailbox;
import org.gradientbus.MailboxOptions;
import org.gradientbus.Overflow;
import org.gradientbus.PortOptions;
import org.gradientbus.ReplyHandler;
import org.gradientbus.RequestFailure;
import org.gradientbus.Requester;
import org.gradientbus.SendStatus;
import org.gradientbus.Sender;
import org.gradientbus.testkit.Await;
import org.gradientbus.testkit.ManualClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/** What a flight recording of an application tells of its bus. */
class FlightRecorderTest
{
    private final List<BusEvent> events = new CopyOnWriteArrayList<>();
    private final ManualClock clock = new ManualClock();
    private final Bus bus = Bus.open(BusConfig.defaults()
        .withSlowHandlerThreshold(Duration.ofMillis(100))
        .withEventHandler(events::add)
        .withErrorHandler((error) ->
        {
        })
        .withClock(clock));
    private final UnsafeBuffer bytes = new UnsafeBuffer(new byte[64 * 1024]);
    private final Recording recording = new Recording();

    @TempDir
    private Path directory;

    @BeforeEach
    void start()
    {
        for (final String each : List.of("BackPressure", "Detach", "HandlerError", "SlowHandler"))
        {
            recording.enable("org.gradientbus." + each).withoutThreshold();
        }
        recording.start();
    }

    @AfterEach
    void close()
    {
        recording.close();
        bus.close();
    }

    @Test
    void shouldTellOfBackPressureFromTheFirstRefusalToTheNextAcceptedMessage() throws IOException
    {
        final Loop loop = bus.loop(LoopConfig.callerRun("full"));
        bus.subscribe("a", FlightRecorderTest::ignore, MailboxOptions.defaults().withLoop(loop));
        final Sender sender = bus.sender("a");
        fill(sender);
        for (int i = 0; i < 4; i++)
        {
            assertEquals(SendStatus.BACK_PRESSURED, sender.offer(bytes, 0, bytes.capacity()));
        }
        loop.poll(100);
        assertEquals(SendStatus.ACCEPTED, sender.offer(bytes, 0, bytes.capacity()));
        final RecordedEvent event = only("org.gradientbus.BackPressure");
        assertEquals("a", event.getString("address"));
        assertEquals(5, event.getLong("refusals"));
        assertTrue(event.getDuration().toNanos() > 0);
    }

    @Test
    void shouldTellOfADetachedMailbox() throws IOException
    {
        final Loop loop = bus.loop(LoopConfig.callerRun("stalled"));
        final Mailbox mailbox = bus.subscribe("a", FlightRecorderTest::ignore, MailboxOptions.defaults()
            .withLoop(loop).withOverflow(Overflow.detachAfter(Duration.ofSeconds(1))));
        final Sender sender = bus.sender("a");
        fill(sender);
        clock.advance(Duration.ofSeconds(3));
        assertEquals(SendStatus.NO_ROUTE, sender.offer(bytes, 0, bytes.capacity()));
        final RecordedEvent event = only("org.gradientbus.Detach");
        assertEquals(mailbox.port().toString(), event.getString("mailbox"));
        assertEquals("stalled", event.getString("loop"));
        assertEquals(mailbox.port().toString(), event.getString("laggard"));
        assertEquals(Duration.ofSeconds(3).toNanos(), event.getLong("stalledNs"));
    }

    @Test
    void shouldTellOfAHandlerThatThrows() throws IOException
    {
        final Loop loop = bus.loop(LoopConfig.callerRun("throwing"));
        final Mailbox mailbox = bus.subscribe("a", (buffer, offset, length, envelope) ->
        {
            throw new UnsupportedOperationException("on purpose");
        }, MailboxOptions.defaults().withLoop(loop));
        bus.sender("a").offer(bytes, 0, 8);
        loop.poll(1);
        final RecordedEvent event = only("org.gradientbus.HandlerError");
        assertEquals(mailbox.port().toString(), event.getString("mailbox"));
        assertEquals("throwing", event.getString("loop"));
        assertEquals(UnsupportedOperationException.class.getName(), event.getString("errorType"));
    }

    @Test
    void shouldTellOfASlowHandlerWhereItStands() throws IOException
    {
        final CountDownLatch mayEnd = new CountDownLatch(1);
        final Mailbox mailbox = bus.subscribe("a", (buffer, offset, length, envelope) -> standStill(mayEnd));
        bus.sender("a").offer(bytes, 0, 8);
        Await.until("an event", () -> !events.isEmpty());
        mayEnd.countDown();
        final BusEvent.SlowHandler slow = (BusEvent.SlowHandler)events.get(0);
        assertEquals(mailbox.port(), slow.mailbox());
        assertEquals("default", slow.loop());
        assertTrue(slow.soFar().compareTo(bus.config().slowHandlerThreshold()) >= 0);
        assertTrue(slow.stack().stream().anyMatch((frame) -> frame.getMethodName().equals("standStill")));
        final RecordedEvent event = only("org.gradientbus.SlowHandler");
        assertEquals(mailbox.port().toString(), event.getString("mailbox"));
        assertEquals("default", event.getString("loop"));
        assertEquals(slow.soFar().toNanos(), event.getLong("soFarNs"));
        assertEquals(1, events.size());
    }

    /** The mailbox whose handler ran before it in the same batch is not to blame. */
    @Test
    void shouldBlameNoMailboxWhenAReplyHandlerIsSlow()
    {
        final CountDownLatch mayBegin = new CountDownLatch(1);
        final CountDownLatch isReplied = new CountDownLatch(1);
        final RealLoop second = (RealLoop)bus.loop(LoopConfig.named("second"));
        bus.subscribe("service", (buffer, offset, length, envelope) ->
        {
            envelope.reply(buffer, offset, length);
            isReplied.countDown();
        });
        bus.subscribe("gate", (buffer, offset, length, envelope) ->
            Await.until("the gate", () -> mayBegin.getCount() == 0), MailboxOptions.defaults().withLoop(second));
        bus.subscribe("quick", FlightRecorderTest::ignore, MailboxOptions.defaults().withLoop(second));
        bus.sender("gate").offer(bytes, 0, 8);
        bus.sender("quick").offer(bytes, 0, 8);
        final CountDownLatch mayEnd = new CountDownLatch(1);
        final CountDownLatch isInside = new CountDownLatch(1);
        final Requester requester = bus.requester(Address.parse("service"), PortOptions.defaults().withLoop(second));
        requester.request(bytes, 0, 8, Duration.ofHours(1), new ReplyHandler()
        {
            @Override
            public void onReply(long correlationId, DirectBuffer buffer, int offset, int length)
            {
                isInside.countDown();
                standStill(mayEnd);
            }

            @Override
            public void onFailure(long correlationId, RequestFailure failure)
            {
                throw new AssertionError(failure);
            }
        });
        Await.until("the reply", () -> isReplied.getCount() == 0);
        mayBegin.countDown();
        Await.until("the reply handler", () -> isInside.getCount() == 0);
        final int eventsBefore = events.size();
        Await.until("time for two looks", new Countdown(Duration.ofMillis(400))::isOver);
        mayEnd.countDown();
        assertEquals(eventsBefore, events.size(), events::toString);
    }

    /** Time that passes by itself, for what must not happen in it. */
    private static final class Countdown
    {
        private final long deadlineNs;

        private Countdown(Duration duration)
        {
            deadlineNs = System.nanoTime() + duration.toNanos();
        }

        private boolean isOver()
        {
            return deadlineNs - System.nanoTime() <= 0;
        }
    }

    private static void standStill(CountDownLatch mayEnd)
    {
        Await.until("leave to end", () -> mayEnd.getCount() == 0);
    }

    private void fill(Sender sender)
    {
        SendStatus status = SendStatus.ACCEPTED;
        while (status == SendStatus.ACCEPTED)
        {
            status = sender.offer(bytes, 0, bytes.capacity());
        }
        assertEquals(SendStatus.BACK_PRESSURED, status);
    }

    private RecordedEvent only(String name) throws IOException
    {
        recording.stop();
        final Path file = directory.resolve("recording.jfr");
        recording.dump(file);
        final List<RecordedEvent> found = RecordingFile.readAllEvents(file).stream()
            .filter((each) -> each.getEventType().getName().equals(name)).toList();
        assertEquals(1, found.size(), found::toString);
        return found.get(0);
    }

    private static void ignore(DirectBuffer buffer, int offset, int length, Envelope envelope)
    {
    }
}
