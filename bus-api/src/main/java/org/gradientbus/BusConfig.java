package org.gradientbus;

import org.agrona.ErrorHandler;
import org.agrona.concurrent.NanoClock;
import org.agrona.concurrent.SystemNanoClock;
import org.gradientbus.spi.TransportProvider;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

import static java.lang.System.Logger.Level.DEBUG;
import static java.lang.System.Logger.Level.ERROR;
import static java.lang.System.Logger.Level.WARNING;

/**
 * How a bus is opened; immutable, each {@code with} gives a changed copy.
 *
 * @param domain               the name that buses join to see each other
 * @param nodeName             of this bus, for people; it identifies nothing
 * @param defaultLoop          the loop of mailboxes and requesters that name none
 * @param maxMessageLength     the largest message in bytes that this bus sends, the same on every rung; rings are sized
 *                             from it. Another bus may have another limit: it is the sender's that counts
 * @param maxHops              how often a message may be forwarded
 * @param closeTimeout         how long closing may wait for handlers and queued messages
 * @param slowHandlerThreshold how long a handler may run before it is reported
 * @param errorHandler         gets what handlers throw and what fails in the background
 * @param eventHandler         gets what an operator wants to know
 * @param clock                the time source of budgets and timeouts, in nanoseconds
 * @param openModules          may the bus open {@code jdk.internal.misc} to Agrona by itself? False when the flag is
 *                             given on the command line and nothing is to be touched
 * @param rungs                which rungs the bus uses of those it has; PROCESS is always among them
 * @param transports           makes the rungs beyond PROCESS; empty when the bus finds the providers on the class path
 * @param configured           rungs with settings of their own, in addition; each goes before one that is found for the
 *                             same distance
 * @param hostDirectory        where the HOST rung keeps its files; empty for its default
 * @param pingInterval         how often the round trip to each peer is measured
 * @param maxBindings          the most mailboxes and bindings, both together, that this bus may have, and that it knows
 *                             of one peer: each costs every bus of the domain memory
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
    boolean openModules,
    Set<Rung> rungs,
    Optional<List<TransportProvider>> transports,
    List<TransportProvider> configured,
    Optional<Path> hostDirectory,
    Duration pingInterval,
    int maxBindings)
{
    /** 128 KiB: holds what control planes send, and keeps a loop's ring at 2 MiB. */
    public static final int DEFAULT_MAX_MESSAGE_LENGTH = 128 * 1024;

    /** 16 MiB: a loop's ring is eight times this and must fit an {@code int}. */
    public static final int MAX_MESSAGE_LENGTH_LIMIT = 16 * 1024 * 1024;

    /** Ten: a chain longer than this inside one domain is a loop. */
    public static final int DEFAULT_MAX_HOPS = 10;

    /** 100,000: more than services have, and some 50 MB in each bus that knows them. */
    public static final int DEFAULT_MAX_BINDINGS = 100_000;

    /** 16 million: what is known of a thousand such nodes fits no heap. */
    public static final int MAX_BINDINGS_LIMIT = 1 << 24;

    /** Names of domains and nodes: as addresses, and such that a HELLO with both stays small. */
    public static final int MAX_NAME_LENGTH = 255;

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
        (event) -> LOG.log(isRoutine(event) ? DEBUG : WARNING, event::toString),
        SystemNanoClock.INSTANCE,
        true,
        EnumSet.allOf(Rung.class),
        Optional.empty(),
        List.of(),
        Optional.empty(),
        Duration.ofSeconds(1),
        DEFAULT_MAX_BINDINGS);

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
        requireInRange("length of the domain's name", domain.length(), 1, MAX_NAME_LENGTH);
        requireInRange("length of nodeName", nodeName.length(), 0, MAX_NAME_LENGTH);
        requireInRange("maxMessageLength", maxMessageLength, 64, MAX_MESSAGE_LENGTH_LIMIT);
        requireInRange("maxHops", maxHops, 0, 255);
        requirePositive("closeTimeout", closeTimeout);
        requirePositive("slowHandlerThreshold", slowHandlerThreshold);
        requirePositive("pingInterval", pingInterval);
        requireInRange("maxBindings", maxBindings, 1, MAX_BINDINGS_LIMIT);
        final Set<Rung> withProcess = EnumSet.of(Rung.PROCESS);
        withProcess.addAll(rungs);
        rungs = Set.copyOf(withProcess);
        transports = transports.map(List::copyOf);
        configured = List.copyOf(configured);
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
            slowHandlerThreshold, errorHandler, eventHandler, clock, openModules, rungs,
            transports, configured, hostDirectory, pingInterval, maxBindings);
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
            slowHandlerThreshold, errorHandler, eventHandler, clock, openModules, rungs,
            transports, configured, hostDirectory, pingInterval, maxBindings);
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
            slowHandlerThreshold, errorHandler, eventHandler, clock, openModules, rungs,
            transports, configured, hostDirectory, pingInterval, maxBindings);
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
            slowHandlerThreshold, errorHandler, eventHandler, clock, openModules, rungs,
            transports, configured, hostDirectory, pingInterval, maxBindings);
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
            slowHandlerThreshold, errorHandler, eventHandler, clock, openModules, rungs,
            transports, configured, hostDirectory, pingInterval, maxBindings);
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
            slowHandlerThreshold, errorHandler, eventHandler, clock, openModules, rungs,
            transports, configured, hostDirectory, pingInterval, maxBindings);
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
            newThreshold, errorHandler, eventHandler, clock, openModules, rungs,
            transports, configured, hostDirectory, pingInterval, maxBindings);
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
            slowHandlerThreshold, newErrorHandler, eventHandler, clock, openModules, rungs,
            transports, configured, hostDirectory, pingInterval, maxBindings);
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
            slowHandlerThreshold, errorHandler, newEventHandler, clock, openModules, rungs,
            transports, configured, hostDirectory, pingInterval, maxBindings);
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
            slowHandlerThreshold, errorHandler, eventHandler, newClock, openModules, rungs,
            transports, configured, hostDirectory, pingInterval, maxBindings);
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
            slowHandlerThreshold, errorHandler, eventHandler, clock, open, rungs,
            transports, configured, hostDirectory, pingInterval, maxBindings);
    }

    /**
     * With these rungs and no others, whatever is on the class path. PROCESS is always among them.
     *
     * @param first rung to use
     * @param more  rungs to use
     * @return a changed copy
     */
    public BusConfig withRungs(Rung first, Rung... more)
    {
        return withRungs(EnumSet.of(first, more));
    }

    /**
     * Without a rung, even though it is on the class path.
     *
     * @param rung to leave out; PROCESS cannot be
     * @return a changed copy
     * @throws IllegalArgumentException when it is PROCESS
     */
    public BusConfig withoutRung(Rung rung)
    {
        if (rung == Rung.PROCESS)
        {
            throw new IllegalArgumentException("PROCESS is always used: the bus itself needs it");
        }
        final Set<Rung> fewer = EnumSet.copyOf(rungs);
        fewer.remove(rung);
        return withRungs(fewer);
    }

    private BusConfig withRungs(Set<Rung> newRungs)
    {
        return new BusConfig(domain, nodeName, defaultLoop, maxMessageLength, maxHops, closeTimeout,
            slowHandlerThreshold, errorHandler, eventHandler, clock, openModules, newRungs,
            transports, configured, hostDirectory, pingInterval, maxBindings);
    }

    /**
     * With these transports in place of those that are found on the class path: for settings of their own, and for
     * tests. PROCESS is there in any case.
     *
     * @param providers make the rungs beyond PROCESS; none for a bus that meets nobody
     * @return a changed copy
     */
    public BusConfig withTransports(TransportProvider... providers)
    {
        return new BusConfig(domain, nodeName, defaultLoop, maxMessageLength, maxHops, closeTimeout,
            slowHandlerThreshold, errorHandler, eventHandler, clock, openModules, rungs,
            Optional.of(List.of(providers)), configured, hostDirectory, pingInterval, maxBindings);
    }

    /**
     * With one more rung, set up as it says: {@code with(UdpConfig.listen("10.0.0.5:40123"))}. Those that are found on
     * the class path stay, but for one of the same distance. A bus does not open when such a rung cannot work, as it
     * was asked for by name.
     *
     * @param rung makes it
     * @return a changed copy
     */
    public BusConfig with(TransportProvider rung)
    {
        final List<TransportProvider> more = new ArrayList<>(configured);
        more.removeIf((each) -> each.rung() == rung.rung());
        more.add(rung);
        return new BusConfig(domain, nodeName, defaultLoop, maxMessageLength, maxHops, closeTimeout,
            slowHandlerThreshold, errorHandler, eventHandler, clock, openModules, rungs,
            transports, more, hostDirectory, pingInterval, maxBindings);
    }

    /**
     * With the files of the HOST rung in another place. All buses that are to meet need the same.
     *
     * @param directory on a file system in memory, such as {@code /dev/shm}; made when it is missing
     * @return a changed copy
     */
    public BusConfig withHostDirectory(Path directory)
    {
        return new BusConfig(domain, nodeName, defaultLoop, maxMessageLength, maxHops, closeTimeout,
            slowHandlerThreshold, errorHandler, eventHandler, clock, openModules, rungs,
            transports, configured, Optional.of(directory), pingInterval, maxBindings);
    }

    /**
     * With another interval between measurements of the round trip to a peer.
     *
     * @param newPingInterval more than zero
     * @return a changed copy
     */
    public BusConfig withPingInterval(Duration newPingInterval)
    {
        return new BusConfig(domain, nodeName, defaultLoop, maxMessageLength, maxHops, closeTimeout,
            slowHandlerThreshold, errorHandler, eventHandler, clock, openModules, rungs,
            transports, configured, hostDirectory, newPingInterval, maxBindings);
    }

    /**
     * With another limit to how many names this bus may have, and knows of one peer.
     *
     * @param newMaxBindings mailboxes and bindings, both together, 1 to {@link #MAX_BINDINGS_LIMIT}
     * @return a changed copy
     */
    public BusConfig withMaxBindings(int newMaxBindings)
    {
        return new BusConfig(domain, nodeName, defaultLoop, maxMessageLength, maxHops, closeTimeout,
            slowHandlerThreshold, errorHandler, eventHandler, clock, openModules, rungs,
            transports, configured, hostDirectory, pingInterval, newMaxBindings);
    }

    /** Buses come and go all day: nobody is to be warned of that. */
    private static boolean isRoutine(BusEvent event)
    {
        return event instanceof BusEvent.PeerMet || event instanceof BusEvent.PeerMoved ||
            event instanceof BusEvent.PeerGone gone && gone.saidGoodbye();
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
