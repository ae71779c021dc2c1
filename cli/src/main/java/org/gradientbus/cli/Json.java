package org.gradientbus.cli;

import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * Writes maps, lists, strings, numbers and booleans as JSON. Source: RFC 8259.
 */
public final class Json
{
    private static final String INDENT = "  ";

    private final StringBuilder text = new StringBuilder();
    private final boolean isIndented;

    private Json(boolean isIndented)
    {
        this.isIndented = isIndented;
    }

    /**
     * Writes one document, indented for a person.
     *
     * @param value a {@code Map} with strings for keys, a {@code List}, {@code String}, {@code Number} or
     *              {@code Boolean}; what JSON has no number for is written as {@code null}
     * @return the document
     * @throws IllegalArgumentException for any other type
     */
    public static String write(Object value)
    {
        Json json = new Json(true);
        json.value(value, 0);
        return json.text.toString();
    }

    /**
     * Writes one document on one line, for a stream of them.
     *
     * @param value as for {@link #write}
     * @return the document, without a line break
     * @throws IllegalArgumentException as {@link #write}
     */
    public static String writeLine(Object value)
    {
        Json json = new Json(false);
        json.value(value, 0);
        return json.text.toString();
    }

    private void value(Object value, int depth)
    {
        if (value instanceof Map<?, ?> map)
        {
            object(map, depth);
        }
        else if (value instanceof List<?> list)
        {
            array(list, depth);
        }
        else if (value instanceof String string)
        {
            string(string);
        }
        else if (value instanceof Number number)
        {
            text.append(Double.isFinite(number.doubleValue()) ? number : "null");
        }
        else if (value instanceof Boolean)
        {
            text.append(value);
        }
        else
        {
            throw new IllegalArgumentException("no JSON for " + value);
        }
    }

    private void object(Map<?, ?> map, int depth)
    {
        text.append('{');
        Iterator<? extends Map.Entry<?, ?>> entries = map.entrySet().iterator();
        while (entries.hasNext())
        {
            Map.Entry<?, ?> entry = entries.next();
            line(depth + 1);
            string((String)entry.getKey());
            text.append(": ");
            value(entry.getValue(), depth + 1);
            text.append(entries.hasNext() ? "," : "");
        }
        line(depth);
        text.append('}');
    }

    private void array(List<?> list, int depth)
    {
        text.append('[');
        Iterator<?> elements = list.iterator();
        while (elements.hasNext())
        {
            line(depth + 1);
            value(elements.next(), depth + 1);
            text.append(elements.hasNext() ? "," : "");
        }
        line(depth);
        text.append(']');
    }

    private void string(String string)
    {
        text.append('"');
        for (int i = 0; i < string.length(); i++)
        {
            char each = string.charAt(i);
            if (each == '"' || each == '\\')
            {
                text.append('\\').append(each);
            }
            else if (each < ' ')
            {
                text.append(String.format("\\u%04x", (int)each));
            }
            else
            {
                text.append(each);
            }
        }
        text.append('"');
    }

    private void line(int depth)
    {
        if (isIndented)
        {
            text.append('\n').append(INDENT.repeat(depth));
        }
    }
}
