package org.gradientbus.engine;

import org.agrona.DirectBuffer;
import org.gradientbus.Address;
import org.gradientbus.Mailbox;
import org.gradientbus.MessageHandler;
import org.gradientbus.Overflow;
import org.gradientbus.PortAddress;
import org.gradientbus.ReturnCode;
import org.gradientbus.Rung;
import org.gradientbus.spi.Link;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;

/**
 * A mailbox: handler, loop, overflow policy, and the facts that senders and the loop share about it.
 */
final class RealMailbox extends Padded implements Mailbox, Destination, Receiver
{
    private static final VarHandle DELIVERED;
    private static final VarHandle BACKLOG_HIGH_WATER;

    final MessageHandler handler;

    private final RealBus bus;
    private final RealLoop loop;
    private final Overflow overflow;
    private final PortAddress port;

    /** Guarded by the directory's lock. */
    private final List<Address> bindings = new ArrayList<>();

    /** OK while open. */
    private volatile ReturnCode closedWith = ReturnCode.OK;

    /** When the first of the refusals in a row was; of meaning while {@link #isRefusing}. */
    private volatile long refusingSinceNs;
    private volatile boolean isRefusing;

    private long delivered;
    private long backlogHighWater;

    static
    {
        try
        {
            final MethodHandles.Lookup lookup = MethodHandles.lookup();
            DELIVERED = lookup.findVarHandle(RealMailbox.class, "delivered", long.class);
            BACKLOG_HIGH_WATER = lookup.findVarHandle(RealMailbox.class, "backlogHighWater", long.class);
        }
        catch (final ReflectiveOperationException cause)
        {
            throw new ExceptionInInitializerError(cause);
        }
    }

    RealMailbox(RealBus bus, RealLoop loop, int ref, Overflow overflow, MessageHandler handler)
    {
        this.bus = bus;
        this.loop = loop;
        this.overflow = overflow;
        this.handler = handler;
        port = new PortAddress(bus.nodeId(), ref);
    }

    @Override
    public int ref()
    {
        return port.ref();
    }

    @Override
    public PortAddress address()
    {
        return port;
    }

    @Override
    public PortAddress port()
    {
        return port;
    }

    @Override
    public RealLoop loop()
    {
        return loop;
    }

    @Override
    public Link link()
    {
        return loop.link();
    }

    @Override
    public Rung rung()
    {
        return loop.link().rung();
    }

    @Override
    public int distance()
    {
        return 2 * rung().ordinal();
    }

    @Override
    public Object polledBy()
    {
        return loop;
    }

    @Override
    public String loopName()
    {
        return loop.name();
    }

    @Override
    public long roundTripNs()
    {
        return loop.link().roundTripNs();
    }

    @Override
    public void onFrame(Frame frame, DirectBuffer payload, Delivery delivery)
    {
        delivery.deliver(this, port, frame, payload);
    }

    @Override
    public List<Address> bindings()
    {
        return bus.directory().bindingsOf(this);
    }

    @Override
    public Mailbox bind(Address address)
    {
        bus.directory().bind(this, address);
        return this;
    }

    @Override
    public Mailbox unbind(Address address)
    {
        bus.directory().unbind(this, address);
        return this;
    }

    @Override
    public long delivered()
    {
        return (long)DELIVERED.getAcquire(this);
    }

    @Override
    public long backlogHighWaterBytes()
    {
        return (long)BACKLOG_HIGH_WATER.getAcquire(this);
    }

    @Override
    public boolean isOpen()
    {
        return closedWith == ReturnCode.OK;
    }

    @Override
    public void close()
    {
        bus.endings().closeMailbox(this, ReturnCode.MAILBOX_CLOSED);
    }

    @Override
    public String toString()
    {
        return "Mailbox " + port + " on loop " + loop.name();
    }

    @Override
    public Overflow overflow()
    {
        return overflow;
    }

    boolean belongsTo(RealBus other)
    {
        return bus == other;
    }

    /** Why messages for it are given back; OK while it is open. */
    ReturnCode closedWith()
    {
        return closedWith;
    }

    /** Called under the directory's lock; the first code stays. */
    void markClosed(ReturnCode code)
    {
        if (closedWith == ReturnCode.OK)
        {
            closedWith = code;
        }
    }

    @Override
    public List<Address> mutableBindings()
    {
        return bindings;
    }

    /** By the loop's thread. */
    void countDelivered(long backlogBytes)
    {
        DELIVERED.setRelease(this, delivered + 1);
        if (backlogBytes > backlogHighWater)
        {
            BACKLOG_HIGH_WATER.setRelease(this, backlogBytes);
        }
    }

    @Override
    public long refused(long nowNs)
    {
        if (!isRefusing)
        {
            refusingSinceNs = nowNs;
            isRefusing = true;
            return 0;
        }
        return nowNs - refusingSinceNs;
    }

    @Override
    public boolean isRefusing()
    {
        return isRefusing;
    }

    @Override
    public void accepted()
    {
        if (isRefusing)
        {
            isRefusing = false;
        }
    }
}
