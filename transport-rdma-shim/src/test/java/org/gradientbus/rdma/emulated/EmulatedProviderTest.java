package org.gradientbus.rdma.emulated;

import org.gradientbus.rdma.verbs.ProviderConformance;
import org.gradientbus.rdma.verbs.VerbsProvider;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;

/**
 * The emulated provider, as bad as it may be.
 */
class EmulatedProviderTest extends ProviderConformance
{
    @TempDir
    private Path folder;

    @Override
    protected VerbsProvider provider()
    {
        return new EmulatedProvider(folder, Mischief.much(1));
    }
}
