package org.gradientbus.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads JSON as strictly as tests need: into maps, lists, strings, doubles, booleans, and null.
 */
public final class JsonReader
{
    private final String text;
    private int position;

    private JsonReader(String text)
    {
        this.text = text;
    }

    /** Reads one document, with nothing after it. */
    public static Object read(String text)
    {
        JsonReader reader = new JsonReader(text);
        Object value = reader.value();
        reader.skipSpace();
        if (reader.position != text.length())
        {
            throw reader.unexpected();
        }
        return value;
    }

    private Object value()
    {
        skipSpace();
        return switch (text.charAt(position))
        {
            case '{' -> object();
            case '[' -> array();
            case '"' -> string();
            case 't' -> word("true", Boolean.TRUE);
            case 'f' -> word("false", Boolean.FALSE);
            case 'n' -> word("null", null);
            default -> number();
        };
    }

    private Map<String, Object> object()
    {
        Map<String, Object> map = new LinkedHashMap<>();
        position++;
        while (!skip('}'))
        {
            if (!map.isEmpty())
            {
                expect(',');
            }
            skipSpace();
            String key = string();
            expect(':');
            map.put(key, value());
        }
        return map;
    }

    private List<Object> array()
    {
        List<Object> list = new ArrayList<>();
        position++;
        while (!skip(']'))
        {
            if (!list.isEmpty())
            {
                expect(',');
            }
            list.add(value());
        }
        return list;
    }

    private String string()
    {
        expect('"');
        StringBuilder string = new StringBuilder();
        while (text.charAt(position) != '"')
        {
            char each = text.charAt(position++);
            if (each < ' ')
            {
                throw unexpected();
            }
            string.append(each == '\\' ? escaped() : each);
        }
        position++;
        return string.toString();
    }

    private char escaped()
    {
        char each = text.charAt(position++);
        if (each != 'u')
        {
            return each;
        }
        position += 4;
        return (char)Integer.parseInt(text.substring(position - 4, position), 16);
    }

    private Double number()
    {
        int start = position;
        while (position < text.length() && "+-.eE0123456789".indexOf(text.charAt(position)) >= 0)
        {
            position++;
        }
        return Double.valueOf(text.substring(start, position));
    }

    private Object word(String word, Object meaning)
    {
        if (!text.startsWith(word, position))
        {
            throw unexpected();
        }
        position += word.length();
        return meaning;
    }

    private void expect(char wanted)
    {
        if (!skip(wanted))
        {
            throw unexpected();
        }
    }

    private boolean skip(char wanted)
    {
        skipSpace();
        boolean isThere = position < text.length() && text.charAt(position) == wanted;
        position += isThere ? 1 : 0;
        return isThere;
    }

    private void skipSpace()
    {
        while (position < text.length() && " \n\r\t".indexOf(text.charAt(position)) >= 0)
        {
            position++;
        }
    }

    private IllegalArgumentException unexpected()
    {
        return new IllegalArgumentException("not JSON at position=" + position + " of " + text);
    }
}
