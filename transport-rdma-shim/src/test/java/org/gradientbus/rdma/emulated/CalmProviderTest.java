package org.gradientbus.rdma.emulated;

import org.gradientbus.rdma.verbs.ProviderConformance;
import org.gradientbus.rdma.verbs.VerbsProvider;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;

/**
 * The emulated provider without mischief.
 */
class CalmProviderTest extends ProviderConformance
{
    @TempDir
    private Path folder;

    @Override
    protected VerbsProvider provider()
    {
        return new EmulatedProvider(folder, Mischief.none());
    }
}
