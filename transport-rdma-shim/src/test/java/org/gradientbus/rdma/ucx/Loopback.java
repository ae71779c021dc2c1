package org.gradientbus.rdma.ucx;

import static org.junit.jupiter.api.Assumptions.abort;

import org.gradientbus.rdma.verbs.VerbsProvider;
import org.gradientbus.rdma.verbs.VerbsUnavailableException;

/**
 * UCX over tcp on this host. Where UCX is missing, its tests are skipped, and say what to install.
 */
public final class Loopback
{
    private Loopback()
    {
    }

    /**
     * Looks whether UCX is there.
     *
     * @return a provider of domains that reach each other
     */
    public static VerbsProvider provider()
    {
        UcxProvider provider = UcxProvider.over("tcp", "lo");
        try
        {
            provider.open().close();
        }
        catch (VerbsUnavailableException exception)
        {
            abort(exception.getMessage());
        }
        return provider;
    }
}
