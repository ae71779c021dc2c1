package org.gradientbus.engine;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.gradientbus.Address;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class PatternTrieTest
{
    private final PatternTrie<Integer> trie = new PatternTrie<>();

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 8, 9, 100})
    void shouldKeepNoNodesWhenAllPatternsAreGone(int siblings)
    {
        List<String> patterns = new ArrayList<>(List.of("**", "fx/**", "fx/*", "*/a/*"));
        for (int i = 0; i < siblings; i++)
        {
            patterns.add("fx/p" + i + "/*");
        }
        long seed = System.nanoTime();
        System.out.println("PatternTrieTest random order: seed=" + seed);
        Collections.shuffle(patterns, new Random(seed));
        patterns.forEach(pattern -> assertTrue(trie.add(pattern, bound(pattern))));
        Collections.shuffle(patterns, new Random(~seed));

        patterns.forEach(pattern ->
        {
            assertFalse(trie.isEmpty());
            assertTrue(trie.remove(pattern, bound(pattern)));
        });

        assertTrue(trie.isEmpty());
    }

    private static BoundValues.One<Integer> bound(String pattern)
    {
        return new BoundValues.One<>(Address.named(pattern), 1);
    }
}
