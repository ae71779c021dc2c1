package org.gradientbus;

/**
 * How important a message is when a destination fills up: it decides who is refused first.
 *
 * <p>It is not a priority: messages that were accepted stay in the order in which they were accepted. As a source of a
 * loop fills, the less important are refused with {@link SendStatus#BACK_PRESSURED} while the more important still
 * find room, and the bus's own control traffic and replies use the last of it.
 */
public enum Importance
{
    /** May fill a destination to 50 %. */
    LOW(50),

    /** May fill a destination to 67 %; the default, so that there is something below and above it. */
    MEDIUM(67),

    /** May fill a destination to 83 %. */
    HIGH(83),

    /** May fill a destination to 100 %. */
    CRITICAL(100);

    private final int fillLimitPercent;

    Importance(int fillLimitPercent)
    {
        this.fillLimitPercent = fillLimitPercent;
    }

    /**
     * The share of a destination that messages of this importance may fill.
     *
     * @return percent of the destination's capacity, 1 to 100
     */
    public int fillLimitPercent()
    {
        return fillLimitPercent;
    }
}
