package org.gradientbus.rdma.ucx;

import org.agrona.BufferUtil;
import org.gradientbus.rdma.verbs.Endpoint;
import org.gradientbus.rdma.verbs.MemoryRegion;
import org.gradientbus.rdma.verbs.ProtectionDomain;
import org.gradientbus.rdma.verbs.VerbsException;
import org.openucx.jucx.UcxException;
import org.openucx.jucx.ucp.UcpContext;
import org.openucx.jucx.ucp.UcpParams;
import org.openucx.jucx.ucp.UcpWorker;
import org.openucx.jucx.ucp.UcpWorkerParams;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A UCX context with one worker.
 */
final class UcxDomain implements ProtectionDomain
{
    private static final int ALIGNMENT = 4096;

    private final UcpContext context;
    private final UcpWorker worker;
    private final List<UcxRegion> regions = new ArrayList<>();
    private final List<UcxEndpoint> endpoints = new ArrayList<>();
    private boolean isClosed;

    private UcxDomain(UcpContext context, UcpWorker worker)
    {
        this.context = context;
        this.worker = worker;
    }

    static UcxDomain open(Map<String, String> settings)
    {
        UcpParams params = new UcpParams().requestRmaFeature();
        settings.forEach(params::setConfig);
        UcpContext context = new UcpContext(params);
        try
        {
            return new UcxDomain(context, context.newWorker(new UcpWorkerParams()));
        }
        catch (UcxException exception)
        {
            context.close();
            throw exception;
        }
    }

    @Override
    public byte[] address()
    {
        checkOpen();
        ByteBuffer address = worker.getAddress();
        byte[] bytes = new byte[address.remaining()];
        address.get(bytes);
        return bytes;
    }

    @Override
    public MemoryRegion register(int length)
    {
        checkOpen();
        if (length < 1 || length > Integer.MAX_VALUE - ALIGNMENT)
        {
            throw new IllegalArgumentException(
                "length=" + length + " is not within 1.." + (Integer.MAX_VALUE - ALIGNMENT));
        }
        ByteBuffer memory = BufferUtil.allocateDirectAligned(length, ALIGNMENT);
        try
        {
            UcxRegion region = new UcxRegion(this, context.registerMemory(memory), memory);
            regions.add(region);
            return region;
        }
        catch (UcxException exception)
        {
            throw new VerbsException("no region of length=" + length + ": " + exception.getMessage() +
                "; with a network card, see `ulimit -l`", exception);
        }
    }

    @Override
    public Endpoint connect(byte[] peerAddress)
    {
        checkOpen();
        if (peerAddress.length == 0)
        {
            throw new VerbsException("an address has more than 0 bytes");
        }
        try
        {
            UcxEndpoint endpoint = new UcxEndpoint(this, worker, peerAddress);
            endpoints.add(endpoint);
            return endpoint;
        }
        catch (UcxException exception)
        {
            throw new VerbsException("no way to the peer's address: " + exception.getMessage(), exception);
        }
    }

    @Override
    public int progress()
    {
        if (isClosed)
        {
            return 0;
        }
        int work = progressWorker();
        for (int i = 0; i < endpoints.size(); i++)
        {
            endpoints.get(i).advance();
        }
        return work;
    }

    /** jucx declares an exception that only a callback could throw, and ours do not. */
    int progressWorker()
    {
        try
        {
            return worker.progress();
        }
        catch (Exception exception)
        {
            throw new VerbsException("UCX failed in progress", exception);
        }
    }

    @Override
    public boolean enforcesKeys()
    {
        return false;
    }

    @Override
    public void close()
    {
        if (isClosed)
        {
            return;
        }
        List.copyOf(endpoints).forEach(UcxEndpoint::close);
        isClosed = true;
        // What peers write is carried out by the worker, so it goes before the memory.
        List<UcxRegion> left = List.copyOf(regions);
        left.forEach(UcxRegion::revoke);
        worker.close();
        context.close();
        left.forEach(UcxRegion::close);
    }

    void forget(UcxRegion region)
    {
        regions.remove(region);
    }

    void forget(UcxEndpoint endpoint)
    {
        endpoints.remove(endpoint);
    }

    private void checkOpen()
    {
        if (isClosed)
        {
            throw new IllegalStateException("the domain is closed");
        }
    }
}
