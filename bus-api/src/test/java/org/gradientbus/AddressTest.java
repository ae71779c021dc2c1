package org.gradientbus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class AddressTest
{
    private static final int RANDOM_TEXTS = 300_000;
    private static final String[] FRAGMENTS = {
        "a", "Z", "9", "0", ".", "-", "_", "/", "*", "**", "@", "{", "}", ",", "#", ":", " ", "\n", "\u00e9", "\ud83d",
        "host", "network", "process", "fabric", "prices/", "{8080,1", "{1,2-3,", "4294967295", "4294967296", "00000000",
        "9f3c62d10a7be455", "#9f3c62d10a7be455:", "printer@", "@{8080,1,1}",
    };

    static Stream<Arguments> literals()
    {
        return Stream.of(
            literal("prices/eurusd", Address.named("prices/eurusd")),
            literal("a.B_c-9", Address.named("a.B_c-9")),
            literal("prices/*/ask", Address.named("prices/*/ask")),
            literal("prices/**", Address.named("prices/**")),
            literal("**", Address.named("**")),
            literal("8080", Address.named("8080")),
            literal("{8080,1}", Address.numbered(8080, 1)),
            literal("{8080,1-99}", Address.range(8080, 1, 99)),
            literal("{0,0-4294967295}", Address.range(0, 0, 4_294_967_295L)),
            literal("{4294967295,4294967295}", Address.numbered(4_294_967_295L, 4_294_967_295L)),
            literal("{8080,1,process}", Address.numbered(8080, 1).withScope(Scope.PROCESS)),
            literal("{8080,1-99,host}", Address.range(8080, 1, 99).withScope(Scope.HOST)),
            literal("{8080,1,fabric}", Address.numbered(8080, 1).withScope(Scope.FABRIC)),
            literal("printer@{8080,1}", Address.service("printer", Address.numbered(8080, 1))),
            literal("print/er@{8080,1-9,host}",
                Address.service("print/er", Address.range(8080, 1, 9)).withScope(Scope.HOST)),
            literal("#9f3c62d10a7be455:0000001c", Address.port(0x9f3c62d10a7be455L, 0x1c)),
            literal("#0000000000000001:ffffffff", Address.port(1, -1)));
    }

    private static Arguments literal(String text, Address address)
    {
        return Arguments.of(text, address);
    }

    @ParameterizedTest
    @MethodSource("literals")
    void shouldPrintTheLiteralThatItReads(String text, Address address)
    {
        assertEquals(address, Address.parse(text));
        assertEquals(address.hashCode(), Address.parse(text).hashCode());
        assertEquals(text, address.toString());
    }

    static Stream<Arguments> spellings()
    {
        return Stream.of(
            Arguments.of("{8080,1,network}", "{8080,1}"),
            Arguments.of("{8080,1,1}", "{8080,1}"),
            Arguments.of("{8080,1,2}", "{8080,1}"),
            Arguments.of("{8080,1,3}", "{8080,1,host}"),
            Arguments.of("{8080,7-7}", "{8080,7}"),
            Arguments.of("{0080,007}", "{80,7}"),
            Arguments.of("printer@{8080,1,1}", "printer@{8080,1}"),
            Arguments.of("#9F3C62D10A7BE455:0000001C", "#9f3c62d10a7be455:0000001c"));
    }

    @ParameterizedTest
    @MethodSource("spellings")
    void shouldPrintOneSpellingWhenSeveralMeanTheSame(String text, String canonical)
    {
        assertEquals(canonical, Address.parse(text).toString());
        assertEquals(Address.parse(canonical), Address.parse(text));
    }

    @Test
    void shouldAcceptNamesUpToTheLimitOnly()
    {
        String longest = "a".repeat(NamedAddress.MAX_NAME_BYTES);

        assertEquals(longest, Address.parse(longest).toString());
        assertEquals(longest + "@{1,1}", Address.parse(longest + "@{1,1}").toString());
        assertThrows(IllegalArgumentException.class, () -> Address.parse(longest + "a@{1,1}"));
    }

    static Stream<Arguments> mistakes()
    {
        String u32 = "from 0 to 4294967295";
        String segment = "expected a segment of [A-Za-z0-9._-]";
        String scope = "expected a scope (process, host, fabric, network, 1, 2 or 3)";
        return Stream.of(
            mistake("", "at 0 expected a name, '{' or '#', found the end"),
            mistake("prices//eurusd", "at 7 " + segment + ", found '/'"),
            mistake("/prices", "at 0 " + segment + ", found '/'"),
            mistake("prices/", "at 7 " + segment + ", found the end"),
            mistake("@{1,1}", "at 0 " + segment + ", found '@'"),
            mistake("prices/eur$usd", "at 10 " + segment + ", found '$'"),
            mistake("prices eurusd", "at 6 " + segment + ", found ' '"),
            mistake(" prices", "at 0 " + segment + ", found ' '"),
            mistake("prices ", "at 6 " + segment + ", found ' '"),
            mistake("a".repeat(256), "at 255 expected the end of a name of at most 255 bytes, found 'a'"),
            mistake("a".repeat(255) + "/", "at 255 expected the end of a name of at most 255 bytes, found '/'"),
            mistake("a/**/b", "at 4 expected the end after '**', found '/'"),
            mistake("a*", "at 0 expected '*' or '**' as a whole segment, found 'a*'"),
            mistake("b/*a", "at 2 expected '*' or '**' as a whole segment, found '*a'"),
            mistake("***", "at 0 expected '*' or '**' as a whole segment, found '***'"),
            mistake("prices/*@{1,1}", "at 7 expected a name without a pattern before '@', found '*'"),
            mistake("printer@", "at 8 expected '{', found the end"),
            mistake("printer@8080", "at 8 expected '{', found '8'"),
            mistake("printer@{8080,1}@", "at 16 expected the end, found '@'"),
            mistake("{", "at 1 expected a type " + u32 + ", found the end"),
            mistake("{,1}", "at 1 expected a type " + u32 + ", found ','"),
            mistake("{}", "at 1 expected a type " + u32 + ", found '}'"),
            mistake("{-1,1}", "at 1 expected a type " + u32 + ", found '-'"),
            mistake("{8080}", "at 5 expected ',', found '}'"),
            mistake("{8080,}", "at 6 expected an instance " + u32 + ", found '}'"),
            mistake("{ 8080,1}", "at 1 expected a type " + u32 + ", found ' '"),
            mistake("{8080, 1}", "at 6 expected an instance " + u32 + ", found ' '"),
            mistake("{8080,1", "at 7 expected '}', found the end"),
            mistake("{8080,1,host", "at 12 expected '}', found the end"),
            mistake("{8080,1x}", "at 7 expected '}', found 'x'"),
            mistake("{8080,1-}", "at 8 expected an upper instance " + u32 + ", found '}'"),
            mistake("{4294967296,1}", "at 1 expected a type " + u32 + ", found '4294967296'"),
            mistake("{1,4294967296}", "at 3 expected an instance " + u32 + ", found '4294967296'"),
            mistake("{1,18446744073709551617}",
                "at 3 expected an instance " + u32 + ", found '18446744073709551617'"),
            mistake("{1,1-4294967296}", "at 5 expected an upper instance " + u32 + ", found '4294967296'"),
            mistake("{1,9-3}", "at 5 expected an upper instance not below 9, found 3"),
            mistake("{1,2,planet}", "at 5 " + scope + ", found 'planet'"),
            mistake("{1,2,HOST}", "at 5 " + scope + ", found 'HOST'"),
            mistake("{1,2,0}", "at 5 " + scope + ", found '0'"),
            mistake("{1,2,4}", "at 5 " + scope + ", found '4'"),
            mistake("{1,2,}", "at 5 " + scope + ", found '}'"),
            mistake("{1,2}x", "at 5 expected the end, found 'x'"),
            mistake("{1,2} ", "at 5 expected the end, found ' '"),
            mistake("#9f3c:1", "at 5 expected 16 hexadecimal digits of a node, found ':'"),
            mistake("#9f3c62d10a7be45g:0000001c", "at 16 expected 16 hexadecimal digits of a node, found 'g'"),
            mistake("#9f3c62d10a7be4550:0000001c", "at 17 expected ':', found '0'"),
            mistake("#9f3c62d10a7be455:1c", "at 20 expected 8 hexadecimal digits of a ref, found the end"),
            mistake("#9f3c62d10a7be455:0000001c0", "at 26 expected the end, found '0'"));
    }

    private static Arguments mistake(String text, String complaint)
    {
        return Arguments.of(text, complaint);
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void shouldTellTextPositionAndExpectationWhenTheLiteralIsBad(String text, String complaint)
    {
        IllegalArgumentException refused =
            assertThrows(IllegalArgumentException.class, () -> Address.parse(text));

        assertEquals("bad address \"" + text + "\": " + complaint, refused.getMessage());
    }

    @Test
    void shouldKeepControlCharactersAndEndlessTextsOutOfMessages()
    {
        String message = assertThrows(IllegalArgumentException.class,
            () -> Address.parse("a\n\u202e" + "x".repeat(100_000))).getMessage();

        assertTrue(message.startsWith("bad address \"a\\u000a\\u202exxx"), message);
        assertTrue(message.endsWith("xxx...\": at 1 expected a segment of [A-Za-z0-9._-], found '\\u000a'"), message);
        assertTrue(message.length() < 500, message);
    }

    @Test
    void shouldRefuseNull()
    {
        assertEquals("address text",
            assertThrows(NullPointerException.class, () -> Address.parse(null)).getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a//b", "a b", "a*", "a/**/b", "printer@{1,1}", "{1,1}", "#9f3c62d10a7be455:0000001c"})
    void shouldRefuseNamesThatAreNotNames(String name)
    {
        assertThrows(IllegalArgumentException.class, () -> Address.named(name));
    }

    @Test
    void shouldNameValueAndLimitWhenANumberIsOutOfRange()
    {
        assertRefused("type=-1 is not within 0 to 4294967295", () -> Address.numbered(-1, 0));
        assertRefused("lower=4294967296 is not within 0 to 4294967295", () -> Address.numbered(80, 0x1_0000_0000L));
        assertRefused("upper=4294967296 is not within 0 to 4294967295", () -> Address.range(80, 0, 0x1_0000_0000L));
        assertRefused("lower=5 exceeds upper=3", () -> Address.range(80, 5, 3));
        assertRefused("name=a/* is a pattern; a service has one name",
            () -> Address.service("a/*", Address.numbered(80, 1)));
    }

    private static void assertRefused(String message, Runnable act)
    {
        assertEquals(message, assertThrows(IllegalArgumentException.class, act::run).getMessage());
    }

    @Test
    void shouldTellPatternsFromNames()
    {
        assertTrue(Address.named("*").isPattern());
        assertTrue(Address.named("a/*/b").isPattern());
        assertTrue(Address.named("a/**").isPattern());
        assertFalse(Address.named("a/b").isPattern());
    }

    @Test
    void shouldReserveTheFirst64TypesForTheBus()
    {
        assertTrue(Address.numbered(0, 1).isReserved());
        assertTrue(Address.service("bus", Address.numbered(63, 1)).isReserved());
        assertFalse(Address.numbered(64, 1).isReserved());
        assertFalse(Address.service("bus", Address.numbered(64, 1)).isReserved());
        assertFalse(Address.named("bus").isReserved());
        assertFalse(Address.port(0, 0).isReserved());
    }

    @Test
    void shouldCarryScopeInTheNumberOnly()
    {
        NumberedAddress hosted = Address.numbered(8080, 1).withScope(Scope.HOST);

        for (Address wide : List.of(Address.named("a"), Address.numbered(8080, 1), Address.port(1, 1)))
        {
            assertEquals(Scope.NETWORK, wide.scope());
        }
        assertEquals(Scope.HOST, hosted.scope());
        assertEquals(Scope.HOST, Address.service("printer", hosted).scope());
    }

    @Test
    void shouldEitherRefuseOrRoundTripWhenTheTextIsRandom()
    {
        long seed = System.nanoTime();
        System.out.println("AddressTest random texts: seed=" + seed);
        SplittableRandom random = new SplittableRandom(seed);
        int accepted = 0;
        for (int i = 0; i < RANDOM_TEXTS; i++)
        {
            accepted += roundTrips(randomText(random)) ? 1 : 0;
        }
        assertTrue(accepted > RANDOM_TEXTS / 100, "too few legal texts to mean anything: " + accepted);
    }

    private static boolean roundTrips(String text)
    {
        Address address;
        try
        {
            address = Address.parse(text);
        }
        catch (IllegalArgumentException refused)
        {
            assertTrue(refused.getMessage().startsWith("bad address \""), refused.getMessage());
            return false;
        }
        String printed = address.toString();
        assertEquals(address, Address.parse(printed), text);
        assertEquals(printed, Address.parse(printed).toString(), text);
        return true;
    }

    private static String randomText(SplittableRandom random)
    {
        StringBuilder text = new StringBuilder();
        int fragments = random.nextInt(10);
        for (int i = 0; i < fragments; i++)
        {
            text.append(FRAGMENTS[random.nextInt(FRAGMENTS.length)]);
        }
        return text.toString();
    }
}
