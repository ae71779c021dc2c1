package org.gradientbus.cli.tour;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.gradientbus.Address;
import org.gradientbus.IdleProfile;

/**
 * What the near end asks a far end in another process, by request and reply. The answer is four numbers, or as many
 * zeroes.
 *
 * <pre>
 *   0      4      8      12        0       8       16      24      32
 *   +------+------+------+         +-------+-------+-------+-------+
 *   | act  | part | idle |         | what the act tells, see Act   |
 *   +------+------+------+         +-------+-------+-------+-------+
 * </pre>
 *
 * @param act  what to do
 * @param part of the far end; of no meaning to {@link Act#HEALTH} and {@link Act#END}
 * @param idle of the part's loop; of no meaning but to {@link Act#OPEN}
 */
record FarQuestion(Act act, FarPart part, IdleProfile idle)
{
    /** Where questions go. */
    static final Address ADDRESS = Address.parse("tour/far");

    static final int LENGTH = 3 * Integer.BYTES;
    static final int ANSWERS = 4;
    static final int ANSWER_LENGTH = ANSWERS * Long.BYTES;

    /** What can be asked for. */
    enum Act
    {
        /** Tells nothing. */
        OPEN,

        /** Tells {@link FarEnd#next}. */
        NEXT,

        /** Tells the fields of {@link FarEnd.Counts}. */
        COUNTS,

        /** Tells nothing. */
        CLOSE,

        /** Tells the fields of {@link FarEnd.Health}. */
        HEALTH,

        /** Tells nothing, and ends the process. */
        END
    }

    void encode(MutableDirectBuffer buffer)
    {
        buffer.putInt(0, act.ordinal());
        buffer.putInt(Integer.BYTES, part.ordinal());
        buffer.putInt(2 * Integer.BYTES, idle.ordinal());
    }

    static FarQuestion decode(DirectBuffer buffer, int offset, int length)
    {
        if (length != LENGTH)
        {
            throw new IllegalArgumentException("a question of length=" + length + " instead of " + LENGTH);
        }
        return new FarQuestion(
            Act.values()[buffer.getInt(offset)],
            FarPart.values()[buffer.getInt(offset + Integer.BYTES)],
            IdleProfile.values()[buffer.getInt(offset + 2 * Integer.BYTES)]);
    }

    /** Asks a far end, and puts what it tells into the answer. */
    void ask(FarEnd far, long[] answer)
    {
        switch (act)
        {
            case OPEN -> far.open(part, idle);
            case NEXT -> answer[0] = far.next(part);
            case COUNTS ->
            {
                FarEnd.Counts counts = far.counts(part);
                answer[0] = counts.received();
                answer[1] = counts.wrong();
                answer[2] = counts.arrivedNs();
                answer[3] = counts.allocatedBytes();
            }
            case CLOSE -> far.close(part);
            case HEALTH ->
            {
                FarEnd.Health health = far.health();
                answer[0] = health.inFlight();
                answer[1] = health.handlerErrors();
                answer[2] = health.backgroundErrors();
            }
            case END ->
            {
                // By whoever runs it, when the answer is on its way.
            }
        }
    }
}
