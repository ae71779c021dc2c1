package org.gradientbus.cli.tools;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;

/**
 * How values are written for a person.
 */
final class Text
{
    private Text()
    {
    }

    /** The shortest spelling, such as 2s or 500ms. */
    static String duration(Duration duration)
    {
        long ms = duration.toMillis();
        return ms % 1_000 == 0 ? ms / 1_000 + "s" : ms + "ms";
    }

    /** A round trip in microseconds, with as many digits as mean something. */
    static String micros(long ns)
    {
        return String.format(Locale.ROOT, ns < 100_000 ? "%.2f" : "%.0f", ns / 1e3);
    }

    /** A node's id as addresses have it. */
    static String node(long nodeId)
    {
        return HexFormat.of().toHexDigits(nodeId);
    }

    /**
     * The bytes as the text they are; empty when they are none. What a terminal would act on rather than show is not
     * text, so that no message can write to the terminal what it likes.
     */
    static Optional<String> utf8(byte[] bytes)
    {
        try
        {
            String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
            boolean isShown = text.codePoints().allMatch((each) -> each == '\n' || each == '\t' || isShown(each));
            return isShown ? Optional.of(text) : Optional.empty();
        }
        catch (CharacterCodingException binary)
        {
            return Optional.empty();
        }
    }

    /** The bytes as text, or in hexadecimal digits. */
    static String payload(byte[] bytes)
    {
        return utf8(bytes).orElseGet(() -> "0x" + HexFormat.of().formatHex(bytes));
    }

    /** A name that others chose, with a question mark for each character that a terminal would act on. */
    static String name(String chosen)
    {
        return chosen.codePoints()
            .map((each) -> isShown(each) ? each : '?')
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
            .toString();
    }

    private static boolean isShown(int codePoint)
    {
        return !Character.isISOControl(codePoint) && Character.getType(codePoint) != Character.FORMAT;
    }
}
