package org.gradientbus.udp;

import org.gradientbus.BusException;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * Looks up the names of seeds on a thread of its own, again and again: a name may come to answer later, or to stand for
 * another address or for more than one. A name server that hangs holds nobody else up.
 */
final class Names implements AutoCloseable
{
    private static final long PAUSE_NS = TimeUnit.SECONDS.toNanos(1);
    private static final long PAUSE_WHEN_FOUND_NS = TimeUnit.SECONDS.toNanos(10);

    private final List<HostPort> seeds = new ArrayList<>();
    private final Consumer<HostPort> found;
    private final Map<HostPort, Boolean> told = new HashMap<>();
    private final Thread thread;
    private volatile boolean areFound;
    private volatile boolean isClosed;

    Names(List<String> seeds, Consumer<HostPort> found)
    {
        seeds.forEach((each) -> this.seeds.add(HostPort.parse("seed", each)));
        this.found = found;
        areFound = seeds.isEmpty();
        thread = new Thread(this::run, "gradient-network-names");
        thread.setDaemon(true);
    }

    void start()
    {
        if (!seeds.isEmpty())
        {
            thread.start();
        }
    }

    /** Does each name stand for an address by now? */
    boolean areFound()
    {
        return areFound;
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
            areFound = all;
            LockSupport.parkNanos(this, all ? PAUSE_WHEN_FOUND_NS : PAUSE_NS);
        }
    }

    private boolean lookUp(HostPort seed)
    {
        try
        {
            for (InetAddress each : InetAddress.getAllByName(seed.host()))
            {
                HostPort address = new HostPort(each.getHostAddress(), seed.port());
                if (!isClosed && !told.containsKey(address))
                {
                    found.accept(address);
                    told.put(address, true);
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

    /** A look-up that hangs is left to itself. */
    @Override
    public void close()
    {
        isClosed = true;
        LockSupport.unpark(thread);
    }
}
