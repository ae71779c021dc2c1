package org.gradientbus.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.gradientbus.Address;
import org.gradientbus.Scope;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class BindingIndexTest
{
    private final BindingIndex<String> index = new BindingIndex<>();

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "prices/eurusd | exact one rest all",
        "prices/gbpusd | one rest all",
        "prices        | rest all",
        "prices/fx/eur | deep rest all",
        "other         | all",
        "prices/*      | exact one rest all",
        "*/eurusd      | exact one rest all",
        "prices/**     | exact one deep rest all",
        "prices/*/eur  | deep rest all",
        "**            | exact one deep rest all",
        "other/*       | all",
    })
    void shouldFindNamesAndPatterns(String lookup, String found)
    {
        index.add(Address.named("prices/eurusd"), "exact");
        index.add(Address.named("prices/*"), "one");
        index.add(Address.named("prices/fx/*"), "deep");
        index.add(Address.named("prices/**"), "rest");
        index.add(Address.named("**"), "all");
        index.add(Address.numbered(8080, 1), "number");

        assertEquals(sorted(found), sorted(String.join(" ", find(lookup))));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', value = {
        "{t,99-100}  | 11100",
        "{t,150-250} | 00110",
        "{t,200-399} | 00011",
        "{t,0-399}   | 11111",
    })
    void shouldReachTheMailboxesOfTheMulticastOracle(String lookup, String reached)
    {
        bind("{8080,0-99}", "0");
        bind("{8080,0-99}", "1");
        bind("{8080,100-199}", "2");
        bind("{8080,200-299}", "3");
        bind("{8080,200-299,host}", "3");
        bind("{8080,300-399}", "4");
        bind("{8081,0-399}", "5");
        bind("{8079,0-399}", "6");

        List<String> found = find(lookup.replace("t", "8080"));

        StringBuilder bits = new StringBuilder();
        for (int mailbox = 0; mailbox < 5; mailbox++)
        {
            bits.append(found.contains(String.valueOf(mailbox)) ? '1' : '0');
        }
        assertEquals(reached, bits.toString());
        assertEquals(reached.chars().filter(bit -> bit == '1').count(), new HashSet<>(found).size());
        assertEquals(reached.charAt(3) == '1' ? 2 : 0, found.stream().filter("3"::equals).count());
    }

    @Test
    void shouldCompareNumbersUnsigned()
    {
        bind("{4294967295,4294967295}", "last");
        bind("{80,0-4294967295}", "whole");
        bind("{80,2147483648-2147483649}", "middle");

        assertEquals(List.of("last"), find("{4294967295,0-4294967295}"));
        assertEquals(List.of("whole"), find("{80,4294967295}"));
        assertEquals(List.of("whole"), find("{80,0-2147483647}"));
        assertEquals(List.of("whole", "middle"), find("{80,2147483647-2147483648}"));
    }

    @Test
    void shouldFindAServiceByNameByNumberAndByBoth()
    {
        bind("printer@{8080,1}", "both");
        bind("printer", "name");
        bind("{8080,1}", "number");
        bind("**", "two");
        bind("{8080,0-9}", "two");

        assertEquals(List.of("both", "name", "two"), sorted(find("printer")));
        assertEquals(List.of("both", "number", "two"), sorted(find("{8080,1}")));
        assertEquals(List.of("both", "two"), sorted(find("printer@{8080,1}")));
        assertEquals(List.of("two"), find("printer@{8080,2}"));
        assertEquals(List.of("two"), find("scanner@{8080,1}"));
        assertEquals(List.of(), find("printer@{8080,10}"));
    }

    @Test
    void shouldFindAServiceOnceWhenItMatchesOften()
    {
        bind("printer@{8080,1}", "a");
        bind("printer@{8080,0-9}", "a");
        bind("*", "a");

        assertEquals(List.of("a"), find("printer@{8080,1}"));
        assertEquals(List.of("a", "a", "a"), find("printer"));
        assertEquals(List.of("a", "a"), find("{8080,1}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"prices/eurusd", "prices/*", "{8080,1}", "{8080,1-9,host}", "printer@{8080,1}"})
    void shouldHoldABindingOnceUntilItIsRemoved(String text)
    {
        Address binding = Address.parse(text);

        assertTrue(index.add(binding, "a"));
        assertFalse(index.add(Address.parse(text), "a"));
        assertTrue(index.add(binding, "b"));
        assertEquals(2, index.size());
        assertEquals(List.of("a", "b"), find(text));

        assertTrue(index.remove(Address.parse(text), "a"));
        assertFalse(index.remove(binding, "a"));
        assertEquals(1, index.size());
        assertEquals(List.of("b"), find(text));

        assertTrue(index.remove(binding, "b"));
        assertFalse(index.remove(binding, "b"));
        assertEquals(0, index.size());
        assertEquals(List.of(), find(text));
    }

    @Test
    void shouldKeepBindingsApartThatDifferInScopeOnly()
    {
        bind("{8080,1}", "a");
        bind("{8080,1,host}", "a");
        bind("printer@{8080,1}", "a");

        assertEquals(3, index.size());
        assertEquals(List.of("a", "a", "a"), find("{8080,1}"));
        assertTrue(index.remove(Address.parse("{8080,1,host}"), "a"));
        assertEquals(List.of("a", "a"), find("{8080,1}"));
        assertEquals(List.of("a"), find("printer"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"popular", "popular/*", "{8080,1}", "popular@{8080,1}"})
    void shouldHoldManyValuesOfOneAddressInTheirOrder(String text)
    {
        int count = 50_000;
        List<String> values = new ArrayList<>();
        for (int i = 0; i < count; i++)
        {
            values.add("v" + i);
            bind(text, "v" + i);
        }
        assertEquals(values, find(text));
        values.forEach(value -> assertTrue(index.remove(Address.parse(text), value)));
        assertEquals(0, index.size());
    }

    @Test
    void shouldKeepManyPatternsUnderOneSegmentApart()
    {
        int count = 100;
        for (int i = 0; i < count; i++)
        {
            bind("fx/p" + i + "/*", "v" + i);
        }
        for (int i = 0; i < count; i++)
        {
            assertEquals(List.of("v" + i), find("fx/p" + i + "/bid"));
            assertTrue(index.remove(Address.named("fx/p" + i + "/*"), "v" + i));
            assertEquals(List.of(), find("fx/p" + i + "/bid"));
            assertEquals(count - 1 - i, find("fx/**").size());
        }
    }

    @Test
    void shouldTellEveryBindingOnce()
    {
        Map<String, String> bindings = new HashMap<>();
        for (String text : List.of("a/b", "a/*", "**", "{1,1}", "{1,1-9,host}", "s@{1,1}", "s@{1,2}"))
        {
            bind(text, "v" + text);
            bindings.put(text, "v" + text);
        }
        Map<String, String> told = new HashMap<>();

        index.forEach((address, value) ->
            assertEquals(null, told.put(address.toString(), value), address.toString()));

        assertEquals(bindings, told);
    }

    @Test
    void shouldHideWhatTheNarrowerScopeDoesNotReach()
    {
        Map<String, Scope> distances = Map.of("here", Scope.PROCESS, "near", Scope.HOST, "far", Scope.NETWORK);
        BindingIndex<String> scoped =
            new BindingIndex<>((scope, value) -> scope.compareTo(distances.get(value)) >= 0);
        distances.keySet().forEach(value ->
        {
            scoped.add(Address.parse("wide@{8080,1}"), value);
            scoped.add(Address.parse("{8080,2,host}"), value);
            scoped.add(Address.parse("narrow"), value);
            scoped.add(Address.parse("{8080,3,process}"), value);
        });

        assertEquals(List.of("far", "here", "near"), sorted(find(scoped, "{8080,1}")));
        assertEquals(List.of("here", "near"), sorted(find(scoped, "{8080,1,fabric}")));
        assertEquals(List.of("here"), find(scoped, "{8080,1,process}"));
        assertEquals(List.of("here", "near"), sorted(find(scoped, "{8080,2}")));
        assertEquals(List.of("here"), find(scoped, "{8080,3}"));
        assertEquals(List.of("far", "here", "near"), sorted(find(scoped, "wide")));
        assertEquals(List.of("here", "near"), sorted(find(scoped, "wide@{8080,1,host}")));
        assertEquals(List.of("here", "near"), sorted(find(scoped, "wide@{8080,1,3}")));
        assertEquals(List.of("here"), find(scoped, "narrow@{8080,3}"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "a/b              | a/*              | true",
        "a/b              | a/c              | false",
        "a/b              | {8080,1}         | false",
        "{8080,1}         | a/b              | false",
        "{8080,5-9}       | {8080,9-12}      | true",
        "{8080,5-9}       | {8080,10-12}     | false",
        "{8080,5-9}       | {8081,5-9}       | false",
        "{8080,5,process} | {8080,5,host}    | true",
        "printer          | printer@{8080,1} | true",
        "{8080,1}         | printer@{8080,1} | true",
        "{8080,2}         | printer@{8080,1} | false",
        "printer@{8080,1} | print/**         | false",
        "printer@{8080,1} | printer          | true",
        "printer@{8080,1} | {8080,0-9}       | true",
        "printer@{8080,1} | scanner@{8080,2} | false",
        "#0000000000000001:00000001 | **     | false",
        "** | #0000000000000001:00000001     | false",
    })
    void shouldTellWhichBindingsTouchALookup(String lookup, String binding, boolean isTouched)
    {
        assertEquals(isTouched, BindingIndex.matches(Address.parse(lookup), Address.parse(binding)));
    }

    @Test
    void shouldRefusePorts()
    {
        Address port = Address.port(1, 1);

        assertThrows(IllegalArgumentException.class, () -> index.add(port, "a"));
        assertThrows(IllegalArgumentException.class, () -> index.remove(port, "a"));
        assertThrows(IllegalArgumentException.class, () -> index.match(port, value -> {}));
    }

    private void bind(String binding, String value)
    {
        index.add(Address.parse(binding), value);
    }

    private List<String> find(String lookup)
    {
        return find(index, lookup);
    }

    private static List<String> find(BindingIndex<String> in, String lookup)
    {
        List<String> found = new ArrayList<>();
        in.match(Address.parse(lookup), found::add);
        return found;
    }

    private static List<String> sorted(List<String> values)
    {
        return values.stream().sorted().toList();
    }

    private static Set<String> sorted(String words)
    {
        return new TreeSet<>(List.of(words.split(" ")));
    }
}
