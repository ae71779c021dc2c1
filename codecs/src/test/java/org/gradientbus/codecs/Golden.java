package org.gradientbus.codecs;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.stream.Collectors;

/**
 * Bytes of messages as they were agreed on: hexadecimal files, where {@code #} starts a comment.
 */
public final class Golden
{
    private Golden()
    {
    }

    /**
     * Whether there is a file for a message.
     *
     * @param name of the schema's file and of the message, such as {@code control/Ping}.
     * @return true if there is.
     */
    public static boolean exists(String name)
    {
        return Golden.class.getResource(path(name)) != null;
    }

    /**
     * The bytes of a message.
     *
     * @param name of the schema's file and of the message, such as {@code control/Ping}.
     * @return its bytes, from the first of the message header.
     */
    public static byte[] bytes(String name)
    {
        try (InputStream in = Golden.class.getResourceAsStream(path(name)))
        {
            String digits = new String(in.readAllBytes(), StandardCharsets.US_ASCII)
                .lines()
                .map(line -> line.replaceFirst("#.*", "").replaceAll("\\s", ""))
                .collect(Collectors.joining());
            return HexFormat.of().parseHex(digits);
        }
        catch (IOException e)
        {
            throw new UncheckedIOException(e);
        }
    }

    private static String path(String name)
    {
        return "/golden/" + name + ".hex";
    }
}
