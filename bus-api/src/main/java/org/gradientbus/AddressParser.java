package org.gradientbus;

import java.util.HexFormat;
import java.util.Objects;

/**
 * Reads one address literal with a cursor; used once and thrown away.
 *
 * <pre>
 * address := name | number | name "@" number | port
 * name    := segment *("/" segment)           at most 255 bytes; "**" only as the last segment
 * segment := "*" | "**" | 1*[A-Za-z0-9._-]    no stars in a name before "@"
 * number  := "{" u32 "," u32 ["-" u32] ["," scope] "}"
 * scope   := "process" | "host" | "fabric" | "network" | "1" | "2" | "3"
 * port    := "#" 16hex ":" 8hex
 * </pre>
 */
final class AddressParser
{
    private static final String SEGMENT = "a segment of [A-Za-z0-9._-]";
    private static final String SCOPE = "a scope (process, host, fabric, network, 1, 2 or 3)";
    private static final int MAX_QUOTED_CHARS = 300;
    private static final int NODE_DIGITS = 16;
    private static final int REF_DIGITS = 8;

    private final String text;
    private int at;

    AddressParser(String text)
    {
        this.text = Objects.requireNonNull(text, "address text");
    }

    Address address()
    {
        if (text.isEmpty())
        {
            throw expected("a name, '{' or '#'");
        }
        Address address = switch (text.charAt(0))
        {
            case '{' -> number();
            case '#' -> port();
            default -> nameOrBoth();
        };
        expectEnd();
        return address;
    }

    void checkName()
    {
        skipName();
        if (!isAtEnd())
        {
            throw expected(SEGMENT);
        }
    }

    private Address nameOrBoth()
    {
        skipName();
        NamedAddress name = new NamedAddress(text.substring(0, at));
        if (!isAt('@'))
        {
            return name;
        }
        if (name.isPattern())
        {
            at = text.indexOf('*');
            throw expected("a name without a pattern before '@'");
        }
        at++;
        return new ServiceAddress(name, number());
    }

    private void skipName()
    {
        skipSegment();
        while (isAt('/'))
        {
            at++;
            skipSegment();
        }
        if (!isAtEnd() && !isAt('@'))
        {
            throw expected(SEGMENT);
        }
    }

    private void skipSegment()
    {
        int start = at;
        while (!isAtEnd() && isSegmentChar(text.charAt(at)))
        {
            at++;
            expectNameLength();
        }
        String segment = text.substring(start, at);
        if (segment.isEmpty())
        {
            throw expected(SEGMENT);
        }
        if (segment.equals("**") && isAt('/'))
        {
            throw expected("the end after '**'");
        }
        if (segment.indexOf('*') >= 0 && !segment.equals("*") && !segment.equals("**"))
        {
            throw expected("'*' or '**' as a whole segment", start, quote(segment, '\''));
        }
    }

    /** Every legal character is one byte, so counting characters counts bytes, and the scan is bounded. */
    private void expectNameLength()
    {
        if (at == NamedAddress.MAX_NAME_BYTES && !isAtEnd() && !isAt('@'))
        {
            throw expected("the end of a name of at most " + NamedAddress.MAX_NAME_BYTES + " bytes");
        }
    }

    private NumberedAddress number()
    {
        expect('{');
        long type = u32("a type");
        expect(',');
        long lower = u32("an instance");
        long upper = isAt('-') ? upper(lower) : lower;
        Scope scope = isAt(',') ? scope() : Scope.NETWORK;
        expect('}');
        return new NumberedAddress(type, lower, upper, scope);
    }

    private long upper(long lower)
    {
        expect('-');
        int start = at;
        long upper = u32("an upper instance");
        if (upper < lower)
        {
            throw expected("an upper instance not below " + lower, start, Long.toString(upper));
        }
        return upper;
    }

    private long u32(String what)
    {
        int start = at;
        long number = 0;
        boolean fits = true;
        while (!isAtEnd() && isDigit(text.charAt(at)))
        {
            number = fits ? number * 10 + (text.charAt(at) - '0') : number;
            fits = number <= NumberedAddress.MAX_NUMBER;
            at++;
        }
        if (at == start || !fits)
        {
            String digits = quote(text.substring(start, at), '\'');
            throw expected(what + " from 0 to " + NumberedAddress.MAX_NUMBER, start, at == start ? found(at) : digits);
        }
        return number;
    }

    private Scope scope()
    {
        expect(',');
        int start = at;
        while (!isAtEnd() && !isAt('}'))
        {
            at++;
        }
        String word = text.substring(start, at);
        return switch (word)
        {
            case "process" -> Scope.PROCESS;
            case "host", "3" -> Scope.HOST;
            case "fabric" -> Scope.FABRIC;
            case "network", "1", "2" -> Scope.NETWORK;
            default -> throw expected(SCOPE, start, word.isEmpty() ? found(start) : quote(word, '\''));
        };
    }

    private PortAddress port()
    {
        expect('#');
        long node = hex(NODE_DIGITS, "node");
        expect(':');
        int ref = (int)hex(REF_DIGITS, "ref");
        return new PortAddress(node, ref);
    }

    private long hex(int digits, String what)
    {
        long bits = 0;
        for (int i = 0; i < digits; i++)
        {
            if (isAtEnd() || !HexFormat.isHexDigit(text.charAt(at)))
            {
                throw expected(digits + " hexadecimal digits of a " + what);
            }
            bits = bits << 4 | HexFormat.fromHexDigit(text.charAt(at));
            at++;
        }
        return bits;
    }

    private void expect(char symbol)
    {
        if (!isAt(symbol))
        {
            throw expected("'" + symbol + "'");
        }
        at++;
    }

    private void expectEnd()
    {
        if (!isAtEnd())
        {
            throw expected("the end");
        }
    }

    private boolean isAtEnd()
    {
        return at == text.length();
    }

    private boolean isAt(char symbol)
    {
        return !isAtEnd() && text.charAt(at) == symbol;
    }

    private static boolean isSegmentChar(char c)
    {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || isDigit(c) ||
            c == '.' || c == '_' || c == '-' || c == '*';
    }

    private static boolean isDigit(char c)
    {
        return c >= '0' && c <= '9';
    }

    private IllegalArgumentException expected(String what)
    {
        return expected(what, at, found(at));
    }

    private IllegalArgumentException expected(String what, int position, String found)
    {
        return new IllegalArgumentException(
            "bad address " + quote(text, '"') + ": at " + position + " expected " + what + ", found " + found);
    }

    private String found(int position)
    {
        return position == text.length() ? "the end" : quote(text.substring(position, position + 1), '\'');
    }

    /** Texts may come from anywhere and messages go to logs: no control characters, and no unbounded length. */
    private static String quote(String raw, char mark)
    {
        StringBuilder quoted = new StringBuilder().append(mark);
        int shown = Math.min(raw.length(), MAX_QUOTED_CHARS);
        for (int i = 0; i < shown; i++)
        {
            char c = raw.charAt(i);
            quoted.append(c >= ' ' && c <= '~' ? String.valueOf(c) : String.format("\\u%04x", (int)c));
        }
        return quoted.append(shown < raw.length() ? "..." : "").append(mark).toString();
    }
}
