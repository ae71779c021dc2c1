package org.gradientbus.cli.tools;

import org.gradientbus.Bus;
import org.gradientbus.BusConfig;
import org.gradientbus.Mailbox;
import org.gradientbus.MessageHandler;
import org.gradientbus.cli.Captured;
import org.gradientbus.cli.ExitStatus;
import org.gradientbus.cli.JsonReader;
import org.gradientbus.testkit.Await;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * The tools that exchange messages, with the bus of those they talk to in place of one of their own: in one JVM there
 * is no other way to meet.
 */
class ToolsTest
{
    private static final MessageHandler ECHO = (buffer, offset, length, envelope) ->
        envelope.reply(buffer, offset, length);
    private static final MessageHandler SILENT = (buffer, offset, length, envelope) ->
    {
    };

    private final Captured captured = Captured.piped();
    private final ConcurrentLinkedQueue<String> received = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<Throwable> errors = new ConcurrentLinkedQueue<>();
    private final Bus bus = Bus.open(BusConfig.defaults().withErrorHandler(errors::add));

    @AfterEach
    void close()
    {
        bus.close();
    }

    @Test
    void shouldPublishToEverybodyBound()
    {
        collect("prices/eurusd");
        collect("prices/*");

        assertEquals(ExitStatus.RIGHT, run("pub", "prices/eurusd", "1.0842"));
        Await.untilEquals(2, received::size);
        assertEquals(List.of("1.0842", "1.0842"), List.copyOf(received));
        assertEquals("", captured.out() + captured.err());
    }

    @Test
    void shouldPublishWhatAFileHolds(@TempDir Path scratch) throws IOException
    {
        collect("files");
        Path file = Files.writeString(scratch.resolve("message"), "two\nlines");

        assertEquals(ExitStatus.RIGHT, run("pub", "files", "@" + file));
        assertEquals(ExitStatus.RIGHT, run("pub", "files", "@@home"));
        Await.untilEquals(2, received::size);
        assertEquals(List.of("two\nlines", "@home"), List.copyOf(received));
    }

    @Test
    void shouldSayWhenThereIsNoSuchFile()
    {
        assertEquals(ExitStatus.USAGE, run("pub", "files", "@/no/such/file"));
        assertEquals("gradient: no such file: /no/such/file", captured.err().strip());
    }

    @ParameterizedTest
    @ValueSource(strings = {"pub a/b hi", "req a/b hi", "ping a/b"})
    void shouldSayWhenNobodyIsBound(String line)
    {
        assertEquals(ExitStatus.NOBODY, run((line + " --wait 10ms -d trading").split(" ")));
        assertEquals("gradient: nobody is bound to a/b in the domain 'trading' (waited 10ms)", captured.err().strip());
        assertEquals("", captured.out());
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "pub a//b hi", "pub a/* hi", "req {1 hi", "ping a --count 0", "ping a -t 3 s", "ping a -t 3parsecs",
        "sub #1:2", "sub a --count 0", "pub a", "req a b c", "ping a --idle HOT", "pub a b -d %20"})
    void shouldExplainInOneLineWhenCommandLineIsNotUnderstood(String line)
    {
        String[] arguments = line.replace("%20", " ").split(" (?!$)");
        assertEquals(ExitStatus.USAGE, run(arguments), captured.err());
        assertEquals(1, captured.err().lines().count(), captured.err());
        assertTrue(captured.err().startsWith("gradient: "), captured.err());
        assertEquals("", captured.out());
    }

    @Test
    void shouldPrintReplyToRequest()
    {
        bus.subscribe("echo", ECHO);

        assertEquals(ExitStatus.RIGHT, run("req", "echo", "hällo"));
        assertEquals("hällo", captured.out().strip());
    }

    @Test
    void shouldPrintReplyAsJsonWhenWanted() throws IOException
    {
        bus.subscribe("{7000,1}", ECHO);

        assertEquals(ExitStatus.RIGHT, run("req", "{7000,1}", "\u0001", "--json"));
        Map<?, ?> reply = (Map<?, ?>)JsonReader.read(captured.out());
        assertEquals("{7000,1}", reply.get("address"));
        assertEquals("01", reply.get("hex"));
        assertEquals(1, ((Number)reply.get("length")).intValue());
    }

    @Test
    void shouldSayWhenNoReplyComes()
    {
        bus.subscribe("silent", SILENT);

        assertEquals(ExitStatus.TOO_LATE, run("req", "silent", "hi", "-t", "10ms"));
        assertTrue(captured.err().startsWith("gradient: "), captured.err());
        assertEquals(1, captured.err().lines().count(), captured.err());
    }

    @Test
    void shouldSayWhenTheHandlerFailed()
    {
        bus.subscribe("broken", (buffer, offset, length, envelope) ->
        {
            throw new IllegalStateException("broken");
        });

        assertEquals(ExitStatus.FAILED_THERE, run("req", "broken", "hi"));
        assertEquals(1, captured.err().lines().count(), captured.err());
    }

    @Test
    void shouldReportRoundTripsOfPings()
    {
        bus.subscribe("echo", ECHO);

        assertEquals(ExitStatus.RIGHT, run("ping", "echo", "-n", "20", "-i", "0ms", "-s", "100"));
        assertTrue(captured.out().startsWith("echo by PROCESS, the nearest of 1; round trip of the link:"));
        assertTrue(captured.out().contains("20 requests of 100 bytes, 20 replies\n"), captured.out());
        assertTrue(captured.out().contains("p99.9"), captured.out());
        assertTrue(captured.out().contains("####"), captured.out());
    }

    @Test
    void shouldReportRoundTripsAsJsonWhenWanted() throws IOException
    {
        bus.subscribe("echo", ECHO);

        assertEquals(ExitStatus.RIGHT, run("ping", "echo", "-n", "20", "-i", "0ms", "--json"));
        Map<?, ?> report = (Map<?, ?>)JsonReader.read(captured.out());
        assertEquals("PROCESS", report.get("rung"));
        assertEquals(20, ((Number)report.get("replies")).intValue());
        Map<?, ?> roundTrip = (Map<?, ?>)report.get("roundTripNs");
        long counted = ((List<?>)roundTrip.get("histogram")).stream()
            .mapToLong((each) -> ((Number)((Map<?, ?>)each).get("count")).longValue()).sum();
        assertEquals(20, counted);
        assertTrue(((Number)roundTrip.get("p50")).longValue() <= ((Number)roundTrip.get("max")).longValue());
    }

    @Test
    void shouldCountPingsWithoutReply()
    {
        bus.subscribe("silent", SILENT);

        assertEquals(ExitStatus.TOO_LATE, run("ping", "silent", "-n", "2", "-i", "0ms", "-t", "5ms"));
        assertTrue(captured.out().contains("2 requests of 32 bytes, 0 replies, failed: {TIMED_OUT=2}"), captured.out());
    }

    @Test
    void shouldReportTheRoundTripsSoFarWhenTheServiceGoes()
    {
        AtomicReference<Mailbox> mailbox = new AtomicReference<>();
        mailbox.set(bus.subscribe("brief", (buffer, offset, length, envelope) ->
        {
            mailbox.get().unbind(envelope.address());
            envelope.reply(buffer, offset, length);
        }));

        assertEquals(ExitStatus.NOBODY, run("ping", "brief", "-i", "0ms"));
        assertTrue(captured.out().contains("1 requests of 32 bytes, 1 replies"), captured.out());
        assertEquals("gradient: brief: NO_ROUTE, so not all 10 requests were sent", captured.err().strip());
    }

    @Test
    void shouldPrintMessagesUntilThereWereEnough() throws Exception
    {
        CompletableFuture<Integer> status =
            CompletableFuture.supplyAsync(() -> run("sub", "prices/*", "--count", "2"));
        publish("prices/eurusd", "1.0842");
        publish("prices/usdjpy", "\u001b[2J");

        Await.until("the end of sub", status::isDone);
        assertEquals(ExitStatus.RIGHT, status.get());
        assertEquals(List.of("prices/eurusd 1.0842", "prices/usdjpy 0x1b5b324a"), captured.out().lines().toList());
    }

    @Test
    void shouldPrintALineOfJsonForEachMessageWhenWanted() throws Exception
    {
        CompletableFuture<Integer> status =
            CompletableFuture.supplyAsync(() -> run("sub", "**", "-n", "1", "--json"));
        publish("prices/eurusd", "a\nb");

        Await.until("the end of sub", status::isDone);
        assertEquals(1, captured.out().lines().count());
        Map<?, ?> message = (Map<?, ?>)JsonReader.read(captured.out().strip());
        assertEquals("prices/eurusd", message.get("address"));
        assertEquals("a\nb", message.get("text"));
        assertEquals("MESSAGE", message.get("kind"));
    }

    @Test
    void shouldTellByStatusWhenTimeIsOverBeforeThereWereEnough()
    {
        assertEquals(ExitStatus.TOO_LATE, run("sub", "nothing", "-n", "1", "-t", "10ms"));
        assertEquals(ExitStatus.RIGHT, run("sub", "nothing", "-t", "10ms"));
    }

    @Test
    void shouldLeaveNoMailboxBehindWhenDone()
    {
        run("sub", "nothing", "-t", "10ms");

        assertTrue(bus.explain("nothing").candidates().isEmpty());
    }

    private void publish(String address, String text)
    {
        assertTrue(bus.awaitService(address, Duration.ofSeconds(30)));
        bus.publisher(address).send(text.getBytes(StandardCharsets.UTF_8), Duration.ofSeconds(30));
    }

    private void collect(String address)
    {
        bus.subscribe(address, (buffer, offset, length, envelope) ->
            received.add(buffer.getStringWithoutLengthUtf8(offset, length)));
    }

    private int run(String... arguments)
    {
        Function<BusConfig, Bus> opener = (config) -> stayingOpen();
        return captured.run(
            List.of(
                new PingCommand(captured.terminal(), opener),
                new PubCommand(captured.terminal(), opener),
                new ReqCommand(captured.terminal(), opener),
                new SubCommand(captured.terminal(), opener)),
            arguments);
    }

    /** Whoever opened it may close it: the others still need it. */
    private Bus stayingOpen()
    {
        return (Bus)Proxy.newProxyInstance(Bus.class.getClassLoader(), new Class<?>[] {Bus.class},
            (proxy, method, arguments) ->
            {
                try
                {
                    return method.getName().equals("close") ? null : method.invoke(bus, arguments);
                }
                catch (InvocationTargetException thrown)
                {
                    throw thrown.getCause();
                }
            });
    }
}
