package org.gradientbus.engine;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.regex.Pattern;

/** A world of names small enough to try them all: what patterns cover, told by regular expressions instead. */
final class SmallNames
{
    static final int MAX_DEPTH = 5;

    /** The patterns know a and b; c stands for all that they do not know. */
    private static final List<String> ALL = joined(MAX_DEPTH, "a", "b", "c");

    private SmallNames()
    {
    }

    /** All names and patterns of a and b with at most so many segments; one less than the names have is exact. */
    static List<String> patternsUpTo(int depth)
    {
        List<String> patterns = new ArrayList<>(joined(depth, "a", "b", "*"));
        List<String> heads = joined(depth - 1, "a", "b", "*");
        heads.forEach(head -> patterns.add(head + "/**"));
        patterns.add("**");
        return patterns;
    }

    /** Which of all names a pattern covers. */
    static BitSet coveredBy(String pattern)
    {
        String whole = pattern.equals("**") ? ".+" : pattern.replace("/**", "(/.+)?");
        Pattern regex = Pattern.compile(whole.replaceAll("(?<=^|/)\\*(?=$|/|\\()", "[^/]+"));
        BitSet covered = new BitSet();
        for (int i = 0; i < ALL.size(); i++)
        {
            covered.set(i, regex.matcher(ALL.get(i)).matches());
        }
        return covered;
    }

    private static List<String> joined(int depth, String... segments)
    {
        List<String> all = new ArrayList<>();
        List<String> previous = List.of("");
        for (int i = 0; i < depth; i++)
        {
            List<String> longer = new ArrayList<>();
            for (String head : previous)
            {
                for (String segment : segments)
                {
                    longer.add(head.isEmpty() ? segment : head + "/" + segment);
                }
            }
            all.addAll(longer);
            previous = longer;
        }
        return all;
    }
}
