package org.gradientbus.process;

import org.agrona.ErrorHandler;

import java.time.Duration;
import java.util.Objects;

import static java.lang.System.Logger.Level.ERROR;

/**
 * How a supervisor is opened; immutable, each {@code with} gives a changed copy.
 *
 * @param maxChildren  how many may run, or have ended without anybody having asked for it, at the same time
 * @param grace        how long closing waits for children after asking them to end, before it kills them
 * @param errorHandler gets what fails in the background
 */
public record SupervisorConfig(int maxChildren, Duration grace, ErrorHandler errorHandler)
{
    /** 1,024: more than a host has use for, and far below what a kernel allows a user. */
    public static final int DEFAULT_MAX_CHILDREN = 1024;

    /** Two seconds: as long as a bus takes to close at most, by its defaults. */
    public static final Duration DEFAULT_GRACE = Duration.ofSeconds(2);

    private static final System.Logger LOG = System.getLogger("org.gradientbus.process");

    private static final SupervisorConfig DEFAULTS = new SupervisorConfig(
        DEFAULT_MAX_CHILDREN, DEFAULT_GRACE, (error) -> LOG.log(ERROR, "failed in the background", error));

    /**
     * Checks every value.
     *
     * @throws IllegalArgumentException names the value and its limit
     */
    public SupervisorConfig
    {
        Objects.requireNonNull(errorHandler, "errorHandler");
        if (maxChildren < 1)
        {
            throw new IllegalArgumentException("maxChildren=" + maxChildren + " must be at least 1");
        }
        if (grace.isNegative())
        {
            throw new IllegalArgumentException("grace=" + grace + " must not be negative");
        }
    }

    /**
     * 1,024 children, two seconds of grace, errors to the log.
     *
     * @return the defaults
     */
    public static SupervisorConfig defaults()
    {
        return DEFAULTS;
    }

    /**
     * With another limit to the number of children.
     *
     * @param newMaxChildren at least 1
     * @return a changed copy
     */
    public SupervisorConfig withMaxChildren(int newMaxChildren)
    {
        return new SupervisorConfig(newMaxChildren, grace, errorHandler);
    }

    /**
     * With more or less grace.
     *
     * @param newGrace zero or more
     * @return a changed copy
     */
    public SupervisorConfig withGrace(Duration newGrace)
    {
        return new SupervisorConfig(maxChildren, newGrace, errorHandler);
    }

    /**
     * With another error handler.
     *
     * @param newErrorHandler must not throw itself
     * @return a changed copy
     */
    public SupervisorConfig withErrorHandler(ErrorHandler newErrorHandler)
    {
        return new SupervisorConfig(maxChildren, grace, newErrorHandler);
    }
}
