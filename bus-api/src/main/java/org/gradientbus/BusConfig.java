package org.gradientbus;

import org.agrona.ErrorHandler;
import org.agrona.concurrent.NanoClock;
import org.agrona.concurrent.SystemNanoClock;

import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;

import static java.lang.System.Logger.Level.ERROR;
import static java.lang.System.Logger.Level.WARNING;

/**
 * How a bus is opened; immutable, each {@code with} gives a changed copy.
 *
 * @param domain               the name that buses join to see each other
 * @param nodeName             of this bus, for people; it identifies nothing
 * @param defaultLoop          the loop of mailboxes and requesters that name none
 * @param maxMessageLength     the largest message in bytes, the same on every rung; rings are sized from it
 * @param maxHops              how often a message may be forwarded
 * @param closeTimeout         how long closing may wait for handlers and queued messages
 * @param slowHandlerThreshold how long a handler may run before it is reported
 * @param errorHandler         gets what handlers throw and what fails in the background
 * @param eventHandler         gets what an operator wants to know
 * @param clock                the time source of budgets and timeouts, in nanoseconds
 * @param openModules          may the bus open {@code jdk.internal.misc} to Agrona by itself? False when the flag is
 *                             given on the command line and nothing is to be touched
 */
public record BusConfig(
    String domain,
    String nodeName,
    LoopConfig defaultLoop,
    int maxMessageLength,
    int maxHops,
    Duration closeTimeout,
    Duration slowHandlerThreshold,
    ErrorHandler errorHandler,
    Consumer<BusEvent> eventHandler,
    NanoClock clock,
    boolean openModules)
{
    /** 128 KiB: holds what control planes send, and keeps a loop's ring at 2 MiB. */
    public static final int DEFAULT_MAX_MESSAGE_LENGTH = 128 * 1024;

    /** 16 MiB: a loop's ring is eight times this and must fit an {@code int}. */
    public static final int MAX_MESSAGE_LENGTH_LIMIT = 16 * 1024 * 1024;

    /** Ten: a chain longer than this inside one domain is a loop. */
    public static final int DEFAULT_MAX_HOPS = 10;

    private static final System.Logger LOG = System.getLogger("org.gradientbus");

    private static final BusConfig DEFAULTS = new BusConfig(
        "default",
        "",
        LoopConfig.named("default"),
        DEFAULT_MAX_MESSAGE_LENGTH,
        DEFAULT_MAX_HOPS,
        Duration.ofSeconds(2),
        Duration.ofMillis(500),
        (error) -> LOG.log(ERROR, "failed in the background", error),
        (event) -> LOG.log(WARNING, event::toString),
        SystemNanoClock.INSTANCE,
        true);

    /**
     * Checks every value.
     *
     * @throws IllegalArgumentException names the value and its limit
     */
    public BusConfig
    {
        Objects.requireNonNull(nodeName, "nodeName");
        Objects.requireNonNull(defaultLoop, "defaultLoop");
        Objects.requireNonNull(errorHandler, "errorHandler");
        Objects.requireNonNull(eventHandler, "eventHandler");
        Objects.requireNonNull(clock, "clock");
        if (domain.isBlank())
        {
            throw new IllegalArgumentException("domain is blank: name it as the other buses of the domain do");
        }
        requireInRange("maxMessageLength", maxMessageLength, 64, MAX_MESSAGE_LENGTH_LIMIT);
        requireInRange("maxHops", maxHops, 0, 255);
        requirePositive("closeTimeout", closeTimeout);
        requirePositive("slowHandlerThreshold", slowHandlerThreshold);
    }

    /**
     * One loop with its own thread, {@link IdleProfile#QUIET}, messages up to 128 KiB.
     *
     * @return the defaults
     */
    public static BusConfig defaults()
    {
        return DEFAULTS;
    }

    /**
     * The defaults, in a domain of your own.
     *
     * @param name that the buses of the domain share
     * @return the configuration
     */
    public static BusConfig domain(String name)
    {
        return DEFAULTS.withDomain(name);
    }

    /**
     * In another domain.
     *
     * @param newDomain the name that the buses of the domain share
     * @return a changed copy
     */
    public BusConfig withDomain(String newDomain)
    {
        return new BusConfig(newDomain, nodeName, defaultLoop, maxMessageLength, maxHops, closeTimeout,
            slowHandlerThreshold, errorHandler, eventHandler, clock, openModules);
    }

    /**
     * With a name for people.
     *
     * @param newNodeName any text
     * @return a changed copy
     */
    public BusConfig withNodeName(String newNodeName)
    {
        return new BusConfig(domain, newNodeName, defaultLoop, maxMessageLength, maxHops, closeTimeout,
            slowHandlerThreshold, errorHandler, eventHandler, clock, openModules);
    }

    /**
     * With another default loop.
     *
     * @param newDefaultLoop how it is run
     * @return a changed copy
     */
    public BusConfig withDefaultLoop(LoopConfig newDefaultLoop)
    {
        return new BusConfig(domain, nodeName, newDefaultLoop, maxMessageLength, maxHops, closeTimeout,
            slowHandlerThreshold, errorHandler, eventHandler, clock, openModules);
    }

    /**
     * With another idle profile for the default loop.
     *
     * @param idle what its thread does when there is nothing to do
     * @return a changed copy
     */
    public BusConfig withIdle(IdleProfile idle)
    {
        return withDefaultLoop(defaultLoop.withIdle(idle));
    }

    /**
     * With another largest message.
     *
     * @param newMaxMessageLength bytes, 64 to {@link #MAX_MESSAGE_LENGTH_LIMIT}
     * @return a changed copy
     */
    public BusConfig withMaxMessageLength(int newMaxMessageLength)
    {
        return new BusConfig(domain, nodeName, defaultLoop, newMaxMessageLength, maxHops, closeTimeout,
            slowHandlerThreshold, errorHandler, eventHandler, clock, openModules);
    }

    /**
     * With another limit to forwarding.
     *
     * @param newMaxHops 0 to 255
     * @return a changed copy
     */
    public BusConfig withMaxHops(int newMaxHops)
    {
        return new BusConfig(domain, nodeName, defaultLoop, maxMessageLength, newMaxHops, closeTimeout,
            slowHandlerThreshold, errorHandler, eventHandler, clock, openModules);
    }

    /**
     * With another limit to how long closing may take.
     *
     * @param newCloseTimeout more than zero
     * @return a changed copy
     */
    public BusConfig withCloseTimeout(Duration newCloseTimeout)
    {
        return new BusConfig(domain, nodeName, defaultLoop, maxMessageLength, maxHops, newCloseTimeout,
            slowHandlerThreshold, errorHandler, eventHandler, clock, openModules);
    }

    /**
     * With another patience for handlers.
     *
     * @param newThreshold more than zero
     * @return a changed copy
     */
    public BusConfig withSlowHandlerThreshold(Duration newThreshold)
    {
        return new BusConfig(domain, nodeName, defaultLoop, maxMessageLength, maxHops, closeTimeout,
            newThreshold, errorHandler, eventHandler, clock, openModules);
    }

    /**
     * With another error handler.
     *
     * @param newErrorHandler gets what handlers throw; must not throw itself
     * @return a changed copy
     */
    public BusConfig withErrorHandler(ErrorHandler newErrorHandler)
    {
        return new BusConfig(domain, nodeName, defaultLoop, maxMessageLength, maxHops, closeTimeout,
            slowHandlerThreshold, newErrorHandler, eventHandler, clock, openModules);
    }

    /**
     * With another event handler.
     *
     * @param newEventHandler gets the events; must neither block nor throw
     * @return a changed copy
     */
    public BusConfig withEventHandler(Consumer<BusEvent> newEventHandler)
    {
        return new BusConfig(domain, nodeName, defaultLoop, maxMessageLength, maxHops, closeTimeout,
            slowHandlerThreshold, errorHandler, newEventHandler, clock, openModules);
    }

    /**
     * With another clock, such as one that a test moves by hand.
     *
     * @param newClock in nanoseconds, monotonic
     * @return a changed copy
     */
    public BusConfig withClock(NanoClock newClock)
    {
        return new BusConfig(domain, nodeName, defaultLoop, maxMessageLength, maxHops, closeTimeout,
            slowHandlerThreshold, errorHandler, eventHandler, newClock, openModules);
    }

    /**
     * With or without opening {@code jdk.internal.misc} by itself.
     *
     * @param open false when the command line has {@code --add-opens java.base/jdk.internal.misc=ALL-UNNAMED}
     * @return a changed copy
     */
    public BusConfig withOpenModules(boolean open)
    {
        return new BusConfig(domain, nodeName, defaultLoop, maxMessageLength, maxHops, closeTimeout,
            slowHandlerThreshold, errorHandler, eventHandler, clock, open);
    }

    private static void requireInRange(String name, int value, int lowest, int highest)
    {
        if (value < lowest || value > highest)
        {
            throw new IllegalArgumentException(name + "=" + value + " must be " + lowest + " to " + highest);
        }
    }

    private static void requirePositive(String name, Duration value)
    {
        if (value.isZero() || value.isNegative())
        {
            throw new IllegalArgumentException(name + "=" + value + " must be longer than zero");
        }
    }
}
