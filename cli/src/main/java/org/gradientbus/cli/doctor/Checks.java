package org.gradientbus.cli.doctor;

import org.gradientbus.cli.tools.HostView;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What the doctor looks at, in the order in which a bus needs it.
 */
final class Checks
{
    private static final Path SHARED_MEMORY = Path.of("/dev/shm");

    private Checks()
    {
    }

    static List<Supplier<Finding>> ofThisHost()
    {
        return List.of(
            () -> Jvm.version(Runtime.version()),
            () -> Jvm.opening(Jvm.probe()),
            () -> sharedMemory().size(),
            () -> sharedMemory().permissions(),
            () -> HostRung.look(() -> HostView.of(Optional.empty()).objection()),
            () -> Leftovers.look(() -> HostView.of(Optional.empty()).nodes(Optional.empty())),
            Clocks.ofThisHost()::look,
            new Cores(Runtime.getRuntime().availableProcessors())::look);
    }

    private static SharedMemory sharedMemory()
    {
        Path self = Path.of("/proc/self");
        try
        {
            return new SharedMemory(SHARED_MEMORY,
                SHARED_MEMORY.resolve("gradient-" + Files.getAttribute(self, "unix:uid")),
                Files.getOwner(self).getName());
        }
        catch (IOException failure)
        {
            throw new UncheckedIOException(failure);
        }
    }
}
