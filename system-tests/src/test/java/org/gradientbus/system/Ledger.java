package org.gradientbus.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * What one side of the traffic has done, in a file that outlives it: each word is stored before or after the act that
 * it tells of, so a kill at any moment leaves it right. Another process reads it and draws the balance.
 *
 * <pre>
 *   a row of 64 bytes for each peer
 *   +----------+----------+---------+------------+----------+--------+---------+--------+
 *   | offering | accepted | claimed | accounted  | received | faults | corrupt | unsent |
 *   +----------+----------+---------+------------+----------+--------+---------+--------+
 *     kept by the side that sends                  kept by the side that receives, but for "unsent"
 * </pre>
 */
final class Ledger
{
    /** Messages that were about to be offered: stored before. */
    static final int OFFERING = 0;

    /** Messages of which the bus said that it accepted them: stored after. */
    static final int ACCEPTED = 1;

    /** Above zero: this many messages, of which the last is in an open claim and will never be committed. */
    static final int CLAIMED = 2;

    /** Messages of which the bus said that they were lost with the peer, plus one; 0 while it has not said so. */
    static final int ACCOUNTED = 3;

    /** Messages that were handed over in order: the number that the next one should have. */
    static final int RECEIVED = 4;

    /** Messages that came twice, too early or too late. */
    static final int FAULTS = 5;

    /** Messages whose bytes are not those that were sent. */
    static final int CORRUPT = 6;

    /** Requests of which the bus said that they did not leave. */
    static final int NOT_SENT = 7;

    static final int ROWS = 16 * 1024;

    private static final int ROW_LENGTH = 64;
    private static final VarHandle WORDS =
        MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

    private final ByteBuffer words;

    /** Opens the file, and makes it when there is none. */
    Ledger(Path path)
    {
        try (FileChannel channel = FileChannel.open(path,
            StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE))
        {
            // In memory there are only those rows that were written.
            words = channel.map(MapMode.READ_WRITE, 0, ROWS * (long)ROW_LENGTH).order(ByteOrder.nativeOrder());
        }
        catch (IOException failure)
        {
            throw new UncheckedIOException(failure);
        }
    }

    long get(int row, int word)
    {
        return (long)WORDS.getAcquire(words, row * ROW_LENGTH + word * Long.BYTES);
    }

    void set(int row, int word, long value)
    {
        WORDS.setRelease(words, row * ROW_LENGTH + word * Long.BYTES, value);
    }

    void increment(int row, int word)
    {
        set(row, word, get(row, word) + 1);
    }
}
