package org.gradientbus.rdma.ucx;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.gradientbus.rdma.verbs.ProviderConformance;
import org.gradientbus.rdma.verbs.VerbsException;
import org.gradientbus.rdma.verbs.VerbsProvider;
import org.junit.jupiter.api.Test;

/**
 * UCX over tcp and loopback.
 */
class UcxProviderTest extends ProviderConformance
{
    @Override
    protected VerbsProvider provider()
    {
        return Loopback.provider();
    }

    @Test
    void shouldSayWhichSettingsWhenThereIsNoSuchDevice()
    {
        Loopback.provider();
        UcxProvider none = UcxProvider.over("tcp", "no-such-device");
        String message = assertThrows(VerbsException.class, () -> none.open().close()).getMessage();
        assertTrue(message.contains("no-such-device"), message);
    }
}
