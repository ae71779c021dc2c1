package org.gradientbus.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(30)
class NamePatternTest
{
    @ParameterizedTest
    @CsvSource({
        "a/b, a/b, true", "a/b, a/c, false", "a/b, a, false", "ab, a, false",
        "a/*, a/b, true", "a/*, a, false", "a/*, a/b/c, false", "*/b, a/b, true",
        "a/**, a, true", "a/**, a/b/c, true", "a/**, ab, false", "a/*/**, a, false", "a/*/**, a/b, true",
        "**, a/b, true", "**, **, true", "a/*, */b, true", "a/*, b/*, false", "a/*/c, a/**, true", "*, a/**, true",
    })
    void shouldOverlapWhenSomeNameIsCoveredByBoth(String one, String other, boolean isOverlap)
    {
        assertEquals(isOverlap, NamePattern.overlap(one, other));
        assertEquals(isOverlap, NamePattern.overlap(other, one));
    }

    @Test
    void shouldAgreeWithTryingAllNames()
    {
        List<String> patterns = SmallNames.patternsUpTo(4);
        Map<String, BitSet> covered = new HashMap<>();
        patterns.forEach(pattern -> covered.put(pattern, SmallNames.coveredBy(pattern)));
        int overlaps = 0;
        for (String one : patterns)
        {
            for (String other : patterns)
            {
                boolean isOverlap = covered.get(one).intersects(covered.get(other));
                assertEquals(isOverlap, NamePattern.overlap(one, other), one + " and " + other);
                overlaps += isOverlap ? 1 : 0;
            }
        }
        assertTrue(overlaps > patterns.size());
    }

    @ParameterizedTest
    @CsvSource({"fx/*, fx", "fx/eur/**, fx/eur", "fx/*/ask, fx", "*, ''", "**, ''", "*/fx, ''", "fx, fx"})
    void shouldTellWhatNamesBeginWith(String pattern, String prefix)
    {
        assertEquals(prefix, NamePattern.literalPrefix(pattern));
    }
}
