package org.gradientbus.codecs;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;

import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.sbe.MessageDecoderFlyweight;
import org.gradientbus.codecs.control.AddressFormsDecoder;
import org.gradientbus.codecs.control.BindDecoder;
import org.gradientbus.codecs.control.BindEncoder;
import org.gradientbus.codecs.control.BindingDecoder;
import org.gradientbus.codecs.control.BindingEncoder;
import org.gradientbus.codecs.control.BindingsDecoder;
import org.gradientbus.codecs.control.BindingsEncoder;
import org.gradientbus.codecs.control.DetachDecoder;
import org.gradientbus.codecs.control.DetachEncoder;
import org.gradientbus.codecs.control.GoodbyeDecoder;
import org.gradientbus.codecs.control.GoodbyeEncoder;
import org.gradientbus.codecs.control.GoodbyeReason;
import org.gradientbus.codecs.control.HelloDecoder;
import org.gradientbus.codecs.control.HelloEncoder;
import org.gradientbus.codecs.control.InternDecoder;
import org.gradientbus.codecs.control.InternEncoder;
import org.gradientbus.codecs.control.MessageHeaderEncoder;
import org.gradientbus.codecs.control.MovedDecoder;
import org.gradientbus.codecs.control.MovedEncoder;
import org.gradientbus.codecs.control.OverflowCode;
import org.gradientbus.codecs.control.PingDecoder;
import org.gradientbus.codecs.control.PingEncoder;
import org.gradientbus.codecs.control.PongDecoder;
import org.gradientbus.codecs.control.PongEncoder;
import org.gradientbus.codecs.control.RungCode;
import org.gradientbus.codecs.control.ScopeCode;
import org.gradientbus.codecs.control.UnbindDecoder;
import org.gradientbus.codecs.control.UnbindEncoder;
import org.gradientbus.codecs.control.UninternDecoder;
import org.gradientbus.codecs.control.UninternEncoder;
import org.gradientbus.codecs.control.WelcomeDecoder;
import org.gradientbus.codecs.control.WelcomeEncoder;
import org.gradientbus.codecs.frame.FrameDecoder;
import org.gradientbus.codecs.frame.FrameEncoder;
import org.gradientbus.codecs.frame.FrameKind;
import org.gradientbus.codecs.frame.ImportanceCode;
import org.gradientbus.codecs.frame.ReturnCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The wire does not change: what is encoded today is what was written down, byte by byte, in {@code golden/*.hex}.
 */
class GoldenBytesTest
{
    private static final long NODE = 0x9f3c62d10a7be455L;
    private static final int LIST = 1 << 31 | 0x234 << 19 | 7;
    private static final int HEADER = MessageHeaderEncoder.ENCODED_LENGTH;
    private static final MessageHeaderEncoder HEADER_ENCODER = new MessageHeaderEncoder();

    private static final Map<String, ToIntFunction<MutableDirectBuffer>> ENCODERS = new TreeMap<>(Map.of(
        "frame/Frame", GoldenBytesTest::encodeFrame,
        "control/Hello", GoldenBytesTest::encodeHello,
        "control/Welcome", GoldenBytesTest::encodeWelcome,
        "control/Bindings", GoldenBytesTest::encodeBindings,
        "control/Bind", GoldenBytesTest::encodeBind,
        "control/Unbind", GoldenBytesTest::encodeUnbind,
        "control/Ping", GoldenBytesTest::encodePing,
        "control/Pong", GoldenBytesTest::encodePong,
        "control/Goodbye", GoldenBytesTest::encodeGoodbye));

    static
    {
        ENCODERS.put("control/Intern", GoldenBytesTest::encodeIntern);
        ENCODERS.put("control/Unintern", GoldenBytesTest::encodeUnintern);
        ENCODERS.put("control/Detach", GoldenBytesTest::encodeDetach);
        ENCODERS.put("control/Moved", GoldenBytesTest::encodeMoved);
    }

    static Stream<String> names()
    {
        return ENCODERS.keySet().stream();
    }

    @Test
    void shouldHaveGoldenBytesWhenATemplateIsInASchema()
    {
        TreeSet<String> templates = new TreeSet<>();
        for (Schemas.Schema schema : Schemas.ALL)
        {
            schema.templates().forEach(template -> templates.add(schema.name() + "/" + template.name()));
        }
        assertEquals(templates, ENCODERS.keySet());
        templates.forEach(name -> assertTrue(Golden.exists(name), name));
    }

    @ParameterizedTest
    @MethodSource("names")
    void shouldWriteGoldenBytesWhenEncoding(String name)
    {
        ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
        int length = ENCODERS.get(name).applyAsInt(buffer);
        assertEquals(
            HexFormat.of().formatHex(Golden.bytes(name)), HexFormat.of().formatHex(buffer.byteArray(), 0, length));
    }

    @Test
    void shouldReadFrameWhenDecodingGoldenBytes()
    {
        FrameDecoder frame = wrap(new FrameDecoder(), "frame/Frame");
        assertAll(
            () -> assertEquals(40, FrameDecoder.BLOCK_LENGTH),
            () -> assertEquals(0x1c, frame.toRef()),
            () -> assertEquals(0xfedcba98, frame.fromRef()),
            () -> assertEquals(NODE, frame.fromNode()),
            () -> assertEquals(0x0102030405060708L, frame.correlationId()),
            () -> assertEquals(250_000_000L, frame.timeNs()),
            () -> assertEquals(FrameKind.REQUEST, frame.kind()),
            () -> assertTrue(frame.flags().timeLimit()),
            () -> assertEquals(false, frame.flags().localClock()),
            () -> assertTrue(frame.flags().bestEffort()),
            () -> assertEquals(ImportanceCode.CRITICAL, frame.importance()),
            () -> assertEquals(ReturnCode.OVERLOADED, frame.status()),
            () -> assertEquals(2, frame.hops()),
            () -> assertEquals(2, frame.fromLoop()),
            () -> assertEquals(3, frame.trim()));

        int payloadOffset = HEADER + FrameDecoder.BLOCK_LENGTH;
        int payloadLength = frame.buffer().capacity() - frame.trim() - payloadOffset;
        assertEquals("hello", frame.buffer().getStringWithoutLengthAscii(payloadOffset, payloadLength));
    }

    @Test
    void shouldReadHelloWhenDecodingGoldenBytes()
    {
        HelloDecoder hello = wrap(new HelloDecoder(), "control/Hello");
        assertEquals(NODE, hello.nodeId());
        assertEquals(0x1112131415161718L, hello.hostIdHigh());
        assertEquals(0x2122232425262728L, hello.hostIdLow());
        assertEquals(1, hello.protocolVersion());
        List<String> endpoints = new ArrayList<>();
        hello.endpoints().forEach(entry -> endpoints.add(entry.rung() + " " + entry.endpoint()));
        assertEquals(List.of("HOST lanes/9f3c62d10a7be455", "NETWORK 192.0.2.7:40123"), endpoints);
        assertEquals("trading", hello.domain());
        assertEquals("collector \u2116", hello.name());
    }

    @Test
    void shouldReadWelcomeWhenDecodingGoldenBytes()
    {
        WelcomeDecoder welcome = wrap(new WelcomeDecoder(), "control/Welcome");
        assertEquals(NODE, welcome.nodeId());
        assertEquals(0x1112131415161718L, welcome.hostIdHigh());
        assertEquals(0x2122232425262728L, welcome.hostIdLow());
        assertEquals(1, welcome.protocolVersion());
        assertEquals(0x234, welcome.slot());
        List<String> endpoints = new ArrayList<>();
        welcome.endpoints().forEach(entry -> endpoints.add(entry.rung() + " " + entry.endpoint()));
        assertEquals(List.of("HOST lanes/9f3c62d10a7be455", "NETWORK 192.0.2.7:40123"), endpoints);
        assertEquals("trading", welcome.domain());
        assertEquals("collector \u2116", welcome.name());
    }

    @Test
    void shouldReadBindingsWhenDecodingGoldenBytes()
    {
        BindingsDecoder bindings = wrap(new BindingsDecoder(), "control/Bindings");
        assertEquals(NODE, bindings.nodeId());
        assertEquals(41, bindings.sequence());
        assertEquals(0, bindings.part());
        assertEquals(2, bindings.parts());
        List<String> entries = new ArrayList<>();
        bindings.entries().forEach(entry -> entries.add(text(entry.binding()) + " '" + entry.name() + "'"));
        assertEquals(
            List.of(
                "{0,0-0} 1c detach=0 loop=0 NETWORK [named pattern] BLOCK 'prices/*'",
                "{8080,1-4294967295} 80000001 detach=5000000 loop=2 HOST [numbered] DETACH_AFTER ''"),
            entries);
    }

    @Test
    void shouldReadBindWhenDecodingGoldenBytes()
    {
        BindDecoder bind = wrap(new BindDecoder(), "control/Bind");
        assertEquals(NODE, bind.nodeId());
        assertEquals(42, bind.sequence());
        assertEquals("{8080,1-1} 1d detach=0 loop=1 FABRIC [named numbered] DROP", text(bind.binding()));
        assertEquals("printer", bind.name());
    }

    @Test
    void shouldReadUnbindWhenDecodingGoldenBytes()
    {
        UnbindDecoder unbind = wrap(new UnbindDecoder(), "control/Unbind");
        assertEquals(NODE, unbind.nodeId());
        assertEquals(43, unbind.sequence());
        assertEquals("{8080,1-1} 1d detach=0 loop=1 FABRIC [named numbered] DROP", text(unbind.binding()));
        assertEquals("printer", unbind.name());
    }

    @Test
    void shouldReadPingWhenDecodingGoldenBytes()
    {
        PingDecoder ping = wrap(new PingDecoder(), "control/Ping");
        assertEquals(0xcafebabe12345678L, ping.nonce());
        assertEquals(1_234_567_890_123L, ping.sentNs());
        assertEquals(43, ping.sequence());
    }

    @Test
    void shouldReadPongWhenDecodingGoldenBytes()
    {
        PongDecoder pong = wrap(new PongDecoder(), "control/Pong");
        assertEquals(0xcafebabe12345678L, pong.nonce());
        assertEquals(1_234_567_890_123L, pong.sentNs());
    }

    @Test
    void shouldReadGoodbyeWhenDecodingGoldenBytes()
    {
        GoodbyeDecoder goodbye = wrap(new GoodbyeDecoder(), "control/Goodbye");
        assertEquals(NODE, goodbye.nodeId());
        assertEquals(GoodbyeReason.WRONG_DOMAIN, goodbye.reason());
        assertEquals("domain trading, not trade", goodbye.text());
    }

    @Test
    void shouldReadInternWhenDecodingGoldenBytes()
    {
        InternDecoder intern = wrap(new InternDecoder(), "control/Intern");
        assertEquals(LIST, intern.list());
        List<Integer> refs = new ArrayList<>();
        intern.mailboxes().forEach(entry -> refs.add(entry.mailboxRef()));
        assertEquals(List.of(0x1c, 0x70000001), refs);
        assertEquals("prices/eurusd", intern.address());
    }

    @Test
    void shouldReadUninternWhenDecodingGoldenBytes()
    {
        assertEquals(LIST, wrap(new UninternDecoder(), "control/Unintern").list());
    }

    @Test
    void shouldReadDetachWhenDecodingGoldenBytes()
    {
        DetachDecoder detach = wrap(new DetachDecoder(), "control/Detach");
        assertEquals(0x1c, detach.mailboxRef());
        assertEquals(250_000_000L, detach.stalledNs());
    }

    @Test
    void shouldReadMovedWhenDecodingGoldenBytes()
    {
        MovedDecoder moved = wrap(new MovedDecoder(), "control/Moved");
        assertEquals(NODE, moved.node());
        assertEquals(0x1c, moved.mailboxRef());
    }

    @Test
    void shouldDecodeToUnknownWhenAnEnumValueIsNotInTheSchema()
    {
        byte[] bytes = Golden.bytes("frame/Frame");
        bytes[HEADER + FrameDecoder.kindEncodingOffset()] = 77;
        FrameDecoder frame = new FrameDecoder();
        frame.wrap(new UnsafeBuffer(bytes), HEADER, FrameDecoder.BLOCK_LENGTH, FrameDecoder.SCHEMA_VERSION);
        assertEquals(FrameKind.SBE_UNKNOWN, frame.kind());
    }

    private static <D extends MessageDecoderFlyweight> D wrap(D decoder, String name)
    {
        DirectBuffer buffer = new UnsafeBuffer(Golden.bytes(name));
        decoder.wrap(buffer, HEADER, decoder.sbeBlockLength(), decoder.sbeSchemaVersion());
        return decoder;
    }

    private static String text(BindingDecoder binding)
    {
        AddressFormsDecoder forms = binding.forms();
        List<String> names = new ArrayList<>();
        if (forms.named())
        {
            names.add("named");
        }
        if (forms.pattern())
        {
            names.add("pattern");
        }
        if (forms.numbered())
        {
            names.add("numbered");
        }
        return "{" + binding.type() + "," + binding.lower() + "-" + binding.upper() + "} " +
            Integer.toHexString(binding.ref()) + " detach=" + binding.detachAfterNs() + " loop=" + binding.loop() +
            " " + binding.scope() + " [" + String.join(" ", names) + "] " + binding.overflow();
    }

    private static int encodeFrame(MutableDirectBuffer buffer)
    {
        FrameEncoder frame = new FrameEncoder()
            .wrapAndApplyHeader(buffer, 0, new org.gradientbus.codecs.frame.MessageHeaderEncoder())
            .toRef(0x1c)
            .fromRef(0xfedcba98)
            .fromNode(NODE)
            .correlationId(0x0102030405060708L)
            .timeNs(250_000_000L)
            .kind(FrameKind.REQUEST)
            .importance(ImportanceCode.CRITICAL)
            .status(ReturnCode.OVERLOADED)
            .hops((short)2)
            .fromLoop((short)2)
            .trim(3);
        frame.flags().clear().timeLimit(true).bestEffort(true);
        return frame.limit() + buffer.putStringWithoutLengthAscii(frame.limit(), "hello\0\0\0");
    }

    private static int encodeHello(MutableDirectBuffer buffer)
    {
        HelloEncoder hello = new HelloEncoder()
            .wrapAndApplyHeader(buffer, 0, HEADER_ENCODER)
            .nodeId(NODE)
            .hostIdHigh(0x1112131415161718L)
            .hostIdLow(0x2122232425262728L)
            .protocolVersion(1);
        hello.endpointsCount(2)
            .next().rung(RungCode.HOST).endpoint("lanes/9f3c62d10a7be455")
            .next().rung(RungCode.NETWORK).endpoint("192.0.2.7:40123");
        return hello.domain("trading").name("collector \u2116").limit();
    }

    private static int encodeWelcome(MutableDirectBuffer buffer)
    {
        WelcomeEncoder welcome = new WelcomeEncoder()
            .wrapAndApplyHeader(buffer, 0, HEADER_ENCODER)
            .nodeId(NODE)
            .hostIdHigh(0x1112131415161718L)
            .hostIdLow(0x2122232425262728L)
            .protocolVersion(1)
            .slot(0x234);
        welcome.endpointsCount(2)
            .next().rung(RungCode.HOST).endpoint("lanes/9f3c62d10a7be455")
            .next().rung(RungCode.NETWORK).endpoint("192.0.2.7:40123");
        return welcome.domain("trading").name("collector \u2116").limit();
    }

    private static int encodeBindings(MutableDirectBuffer buffer)
    {
        BindingsEncoder bindings = new BindingsEncoder()
            .wrapAndApplyHeader(buffer, 0, HEADER_ENCODER)
            .nodeId(NODE)
            .sequence(41)
            .part(0)
            .parts(2);
        BindingsEncoder.EntriesEncoder entries = bindings.entriesCount(2);

        BindingEncoder named = entries.next().binding().type(0).lower(0).upper(0).ref(0x1c).detachAfterNs(0).loop(0)
            .scope(ScopeCode.NETWORK).overflow(OverflowCode.BLOCK);
        named.forms().clear().named(true).pattern(true);
        entries.name("prices/*");

        BindingEncoder numbered = entries.next().binding().type(8080).lower(1).upper(4294967295L).ref(0x80000001)
            .detachAfterNs(5_000_000).loop(2).scope(ScopeCode.HOST).overflow(OverflowCode.DETACH_AFTER);
        numbered.forms().clear().numbered(true);
        entries.name("");
        return bindings.limit();
    }

    private static int encodeBind(MutableDirectBuffer buffer)
    {
        BindEncoder bind = new BindEncoder().wrapAndApplyHeader(buffer, 0, HEADER_ENCODER).nodeId(NODE).sequence(42);
        encodePrinter(bind.binding());
        return bind.name("printer").limit();
    }

    private static int encodeUnbind(MutableDirectBuffer buffer)
    {
        UnbindEncoder unbind = new UnbindEncoder()
            .wrapAndApplyHeader(buffer, 0, HEADER_ENCODER).nodeId(NODE).sequence(43);
        encodePrinter(unbind.binding());
        return unbind.name("printer").limit();
    }

    private static void encodePrinter(BindingEncoder binding)
    {
        binding.type(8080).lower(1).upper(1).ref(0x1d).detachAfterNs(0).loop(1)
            .scope(ScopeCode.FABRIC).overflow(OverflowCode.DROP);
        binding.forms().clear().named(true).numbered(true);
    }

    private static int encodePing(MutableDirectBuffer buffer)
    {
        return new PingEncoder()
            .wrapAndApplyHeader(buffer, 0, HEADER_ENCODER)
            .nonce(0xcafebabe12345678L)
            .sentNs(1_234_567_890_123L)
            .sequence(43)
            .limit();
    }

    private static int encodePong(MutableDirectBuffer buffer)
    {
        return new PongEncoder()
            .wrapAndApplyHeader(buffer, 0, HEADER_ENCODER)
            .nonce(0xcafebabe12345678L)
            .sentNs(1_234_567_890_123L)
            .limit();
    }

    private static int encodeGoodbye(MutableDirectBuffer buffer)
    {
        return new GoodbyeEncoder()
            .wrapAndApplyHeader(buffer, 0, HEADER_ENCODER)
            .nodeId(NODE)
            .reason(GoodbyeReason.WRONG_DOMAIN)
            .text("domain trading, not trade")
            .limit();
    }

    private static int encodeIntern(MutableDirectBuffer buffer)
    {
        InternEncoder intern = new InternEncoder()
            .wrapAndApplyHeader(buffer, 0, HEADER_ENCODER)
            .list(LIST);
        intern.mailboxesCount(2).next().mailboxRef(0x1c).next().mailboxRef(0x70000001);
        return intern.address("prices/eurusd").limit();
    }

    private static int encodeUnintern(MutableDirectBuffer buffer)
    {
        return new UninternEncoder().wrapAndApplyHeader(buffer, 0, HEADER_ENCODER).list(LIST).limit();
    }

    private static int encodeDetach(MutableDirectBuffer buffer)
    {
        return new DetachEncoder()
            .wrapAndApplyHeader(buffer, 0, HEADER_ENCODER)
            .mailboxRef(0x1c)
            .stalledNs(250_000_000L)
            .limit();
    }

    private static int encodeMoved(MutableDirectBuffer buffer)
    {
        return new MovedEncoder().wrapAndApplyHeader(buffer, 0, HEADER_ENCODER).node(NODE).mailboxRef(0x1c).limit();
    }
}
