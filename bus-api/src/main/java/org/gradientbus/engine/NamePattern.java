package org.gradientbus.engine;

/**
 * What two names or patterns of {@link org.gradientbus.NamedAddress} have in common, read in place: an index asks this
 * for each name of a range, and a directory for each cached route.
 */
final class NamePattern
{
    static final String ONE = "*";
    static final String REST = "**";

    /** Sorts behind all that begins with a slash: names from {@code fx} to before {@code fx0} hold the tree of fx. */
    static final char AFTER_SLASH = '/' + 1;

    private NamePattern()
    {
    }

    /** Whether some name is covered by both; either may be a plain name, which covers itself. */
    static boolean overlap(String left, String right)
    {
        int l = 0;
        int r = 0;
        while (!left.startsWith(REST, l) && !right.startsWith(REST, r))
        {
            int leftEnd = segmentEnd(left, l);
            int rightEnd = segmentEnd(right, r);
            if (!segmentsOverlap(left, l, leftEnd, right, r, rightEnd))
            {
                return false;
            }
            if (leftEnd == left.length() || rightEnd == right.length())
            {
                return endsOrRests(left, leftEnd) && endsOrRests(right, rightEnd);
            }
            l = leftEnd + 1;
            r = rightEnd + 1;
        }
        return true;
    }

    /** The part of a pattern before its first star, without the slash: every name that it covers begins with it. */
    static String literalPrefix(String pattern)
    {
        int star = pattern.indexOf('*');
        return star < 0 ? pattern : pattern.substring(0, Math.max(0, star - 1));
    }

    private static int segmentEnd(String name, int start)
    {
        int slash = name.indexOf('/', start);
        return slash < 0 ? name.length() : slash;
    }

    private static boolean segmentsOverlap(String left, int l, int leftEnd, String right, int r, int rightEnd)
    {
        return left.charAt(l) == '*' || right.charAt(r) == '*' ||
            leftEnd - l == rightEnd - r && left.regionMatches(l, right, r, leftEnd - l);
    }

    private static boolean endsOrRests(String name, int end)
    {
        return end == name.length() || name.startsWith(REST, end + 1);
    }
}
