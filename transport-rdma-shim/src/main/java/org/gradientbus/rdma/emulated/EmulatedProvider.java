package org.gradientbus.rdma.emulated;

import org.gradientbus.rdma.verbs.ProtectionDomain;
import org.gradientbus.rdma.verbs.VerbsProvider;
import org.gradientbus.rdma.verbs.VerbsUnavailableException;

import java.io.IOException;
import java.nio.file.Path;
import java.util.SplittableRandom;

/**
 * Remote memory in files that processes of one host share. Domains reach each other when their folder is the same.
 */
public final class EmulatedProvider implements VerbsProvider
{
    private final Path folder;
    private final SplittableRandom seeds;
    private final Mischief mischief;

    /**
     * Looks at nothing yet.
     *
     * @param folder   for the files of domains and regions, best in {@code /dev/shm}; it is there, and nobody writes to
     *                 it who may not write to the memory of these processes
     * @param mischief how writes are treated; domains and endpoints get seeds that follow from this one
     */
    public EmulatedProvider(Path folder, Mischief mischief)
    {
        this.folder = folder;
        this.mischief = mischief;
        seeds = new SplittableRandom(mischief.seed());
    }

    @Override
    public String name()
    {
        return "emulated";
    }

    @Override
    public ProtectionDomain open()
    {
        try
        {
            return new EmulatedDomain(folder, mischief, nextSeeds());
        }
        catch (IOException exception)
        {
            throw new VerbsUnavailableException("no files can be made in " + folder +
                ": name a folder that is there and can be written to, with room for the rings", exception);
        }
    }

    private synchronized SplittableRandom nextSeeds()
    {
        return seeds.split();
    }
}
