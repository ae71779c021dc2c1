package org.gradientbus.rdma.ucx;

import org.gradientbus.rdma.verbs.ProtectionDomain;
import org.gradientbus.rdma.verbs.VerbsException;
import org.gradientbus.rdma.verbs.VerbsProvider;
import org.openucx.jucx.UcxException;

import java.util.HashMap;
import java.util.Map;

/**
 * Remote memory by UCX. Loads nothing before {@link #open()}.
 */
public final class UcxProvider implements VerbsProvider
{
    private final Map<String, String> settings;
    private final UcxLibrary library = new UcxLibrary();

    private UcxProvider(Map<String, String> settings)
    {
        this.settings = new HashMap<>(settings);
        // UCX writes to the process's output, also of what its caller is told anyway. Who wants that has said so.
        if (System.getenv("UCX_LOG_LEVEL") == null)
        {
            this.settings.put("LOG_LEVEL", "fatal");
        }
    }

    /**
     * Leaves to UCX what carries the writes. It takes the best that this machine has, and its environment variables
     * have their say.
     *
     * @return a provider that has looked at nothing yet
     */
    public static UcxProvider anyTransport()
    {
        return new UcxProvider(Map.of());
    }

    /**
     * Names what carries the writes, and the devices if need be.
     *
     * @param transports as in {@code UCX_TLS}: {@code rc}, {@code tcp}, ...
     * @param devices    as in {@code UCX_NET_DEVICES}: {@code mlx5_0:1}, {@code lo}, ... or {@code all}
     * @return a provider that has looked at nothing yet
     */
    public static UcxProvider over(String transports, String devices)
    {
        return new UcxProvider(Map.of("TLS", transports, "NET_DEVICES", devices));
    }

    @Override
    public String name()
    {
        return "ucx";
    }

    @Override
    public ProtectionDomain open()
    {
        library.load();
        try
        {
            return UcxDomain.open(settings);
        }
        catch (UcxException exception)
        {
            throw new VerbsException("UCX opens no device with " + settings + ": " + exception.getMessage(), exception);
        }
    }
}
