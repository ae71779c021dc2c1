package org.gradientbus.udp;

import org.gradientbus.BusException;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * Looks up the names of seeds on threads of its own, again and again: a name may come to answer later, or to stand for
 * another address or for more than one. A name server that hangs holds nobody else up, not even the other seeds: each
 * name has its thread, and addresses, for which nobody is asked, have one together.
 */
final class Names implements AutoCloseable
{
    /** Asks what a name stands for. */
    interface Resolver
    {
        /** May take as long as it likes. */
        InetAddress[] addressesOf(String host) throws UnknownHostException;
    }

    private static final long PAUSE_NS = TimeUnit.SECONDS.toNanos(1);
    private static final long PAUSE_WHEN_FOUND_NS = TimeUnit.SECONDS.toNanos(10);

    private final Resolver resolver;
    private final Consumer<HostPort> found;
    private final List<LookUp> lookUps = new ArrayList<>();
    private final Set<HostPort> told = ConcurrentHashMap.newKeySet();
    private volatile boolean isClosed;

    Names(List<String> seeds, Consumer<HostPort> found)
    {
        this(seeds, found, InetAddress::getAllByName);
    }

    /**
     * Begins with nothing; {@link #start()} does.
     *
     * @param found is told of each address once, by any of the threads
     */
    Names(List<String> seeds, Consumer<HostPort> found, Resolver resolver)
    {
        this.found = found;
        this.resolver = resolver;
        List<HostPort> byNumber = new ArrayList<>();
        for (String each : seeds)
        {
            HostPort seed = HostPort.parse("seed", each);
            if (seed.isNumeric())
            {
                byNumber.add(seed);
            }
            else
            {
                lookUps.add(new LookUp(List.of(seed)));
            }
        }
        if (!byNumber.isEmpty())
        {
            lookUps.add(0, new LookUp(byNumber));
        }
    }

    void start()
    {
        lookUps.forEach((each) -> each.thread.start());
    }

    /** Does each name stand for an address by now? */
    boolean areFound()
    {
        return lookUps.stream().allMatch((each) -> each.isFound);
    }

    /** Does nobody ask any more? */
    boolean hasEnded()
    {
        return isClosed && lookUps.stream().noneMatch((each) -> each.thread.isAlive());
    }

    /** What one thread asks for. */
    private final class LookUp
    {
        private final List<HostPort> seeds;
        private final Thread thread;
        private volatile boolean isFound;

        private LookUp(List<HostPort> seeds)
        {
            this.seeds = seeds;
            thread = new Thread(this::run, "gradient-network-names");
            thread.setDaemon(true);
        }

        private void run()
        {
            while (!isClosed)
            {
                boolean all = true;
                for (HostPort each : seeds)
                {
                    all &= lookUp(each);
                }
                isFound = all;
                LockSupport.parkNanos(this, all ? PAUSE_WHEN_FOUND_NS : PAUSE_NS);
            }
        }

        private boolean lookUp(HostPort seed)
        {
            try
            {
                for (InetAddress each : resolver.addressesOf(seed.host()))
                {
                    HostPort address = new HostPort(each.getHostAddress(), seed.port());
                    if (!isClosed && !told.contains(address))
                    {
                        found.accept(address);
                        told.add(address);
                    }
                }
                return true;
            }
            catch (UnknownHostException | BusException notYet)
            {
                // Nobody has that name, or nobody can be told of it, as the rung is being repaired.
                return false;
            }
        }
    }

    /** A look-up that hangs is left to itself. */
    @Override
    public void close()
    {
        isClosed = true;
        lookUps.forEach((each) -> LockSupport.unpark(each.thread));
    }
}
