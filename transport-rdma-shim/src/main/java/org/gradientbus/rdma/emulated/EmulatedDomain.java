package org.gradientbus.rdma.emulated;

import org.gradientbus.rdma.verbs.Endpoint;
import org.gradientbus.rdma.verbs.MemoryRegion;
import org.gradientbus.rdma.verbs.ProtectionDomain;
import org.gradientbus.rdma.verbs.VerbsException;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A domain whose regions are files. Its address is an id and the folder that its file is in.
 */
final class EmulatedDomain implements ProtectionDomain
{
    private final Path folder;
    private final Mischief mischief;
    private final SplittableRandom seeds;
    private final SecureRandom ids = new SecureRandom();
    private final long id = ids.nextLong();
    private final DomainFile file;
    private final List<EmulatedRegion> regions = new ArrayList<>();
    private final List<EmulatedEndpoint> endpoints = new ArrayList<>();
    private boolean isClosed;

    EmulatedDomain(Path folder, Mischief mischief, SplittableRandom seeds) throws IOException
    {
        this.folder = folder;
        this.mischief = mischief;
        this.seeds = seeds;
        file = DomainFile.create(folder, id);
    }

    @Override
    public byte[] address()
    {
        byte[] path = folder.toAbsolutePath().toString().getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(Long.BYTES + path.length).order(ByteOrder.LITTLE_ENDIAN)
            .putLong(id).put(path).array();
    }

    @Override
    public MemoryRegion register(int length)
    {
        checkOpen();
        if (length < 1 || length > Integer.MAX_VALUE - RegionFile.DATA_OFFSET)
        {
            throw new IllegalArgumentException("length=" + length + " is not within 1.." +
                (Integer.MAX_VALUE - RegionFile.DATA_OFFSET));
        }
        long regionId = ids.nextLong();
        long secret = ids.nextLong();
        try
        {
            RegionFile regionFile = RegionFile.create(folder, regionId, secret, length);
            EmulatedRegion region = new EmulatedRegion(this, regionFile, regionId, secret);
            regions.add(region);
            return region;
        }
        catch (IOException exception)
        {
            throw new VerbsException("no region of length=" + length + " in " + folder, exception);
        }
    }

    @Override
    public Endpoint connect(byte[] peerAddress)
    {
        checkOpen();
        if (peerAddress.length <= Long.BYTES)
        {
            throw new VerbsException("an address has more than " + peerAddress.length + " bytes");
        }
        ByteBuffer bytes = ByteBuffer.wrap(peerAddress).order(ByteOrder.LITTLE_ENDIAN);
        long peerId = bytes.getLong();
        if (!StandardCharsets.UTF_8.decode(bytes).toString().equals(folder.toAbsolutePath().toString()))
        {
            throw new VerbsException("the peer's folder is not " + folder + ", so there is no way to it");
        }
        try
        {
            EmulatedEndpoint endpoint =
                new EmulatedEndpoint(this, DomainFile.open(folder, peerId), mischief, seeds.split());
            endpoints.add(endpoint);
            return endpoint;
        }
        catch (IOException exception)
        {
            throw new VerbsException("there is no domain " + Long.toHexString(peerId) + " in " + folder, exception);
        }
    }

    @Override
    public int progress()
    {
        file.onProgress();
        int work = 0;
        for (int i = 0; i < endpoints.size(); i++)
        {
            work += endpoints.get(i).progress();
        }
        return work;
    }

    @Override
    public boolean enforcesKeys()
    {
        return true;
    }

    @Override
    public void close()
    {
        if (isClosed)
        {
            return;
        }
        isClosed = true;
        List.copyOf(endpoints).forEach(EmulatedEndpoint::close);
        List.copyOf(regions).forEach(EmulatedRegion::close);
        file.close();
    }

    Path folder()
    {
        return folder;
    }

    void forget(EmulatedRegion region)
    {
        regions.remove(region);
    }

    void forget(EmulatedEndpoint endpoint)
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
