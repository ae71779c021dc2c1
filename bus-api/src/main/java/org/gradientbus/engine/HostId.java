package org.gradientbus.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/**
 * Which run of which host this is: what two processes have in common exactly when they share memory and a monotonic
 * clock.
 *
 * @param high upper 64 bits
 * @param low  lower 64 bits
 */
record HostId(long high, long low)
{
    private static final HostId UNKNOWN = new HostId(0, 0);
    private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");

    /** The kernel's boot id, see proc(5); zeroes where there is none. */
    static HostId ofThisHost()
    {
        try
        {
            final UUID id = UUID.fromString(Files.readString(BOOT_ID).strip());
            return new HostId(id.getMostSignificantBits(), id.getLeastSignificantBits());
        }
        catch (final IOException | IllegalArgumentException | SecurityException unknown)
        {
            return UNKNOWN;
        }
    }
}
