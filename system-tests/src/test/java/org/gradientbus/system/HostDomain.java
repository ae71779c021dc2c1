package org.gradientbus.system;

import org.gradientbus.Bus;
import org.gradientbus.BusConfig;
import org.gradientbus.BusEvent;
import org.gradientbus.testkit.Await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

/**
 * A domain in a directory of its own, and the processes of a test that meet there. Whatever happens, {@link #close}
 * leaves none of them.
 */
final class HostDomain implements AutoCloseable
{
    /** Compiled quickly, for those that live for a second. */
    static final List<String> SHORT_LIVED =
        List.of("-XX:TieredStopAtLevel=1", "-XX:CICompilerCount=1", "-Xss256k");

    private static final String DOMAIN = "system tests";

    /** Short, since the path of a socket may have 107 bytes and no more. */
    private static final String PREFIX = "gst-";
    private static final Path MEMORY = Path.of("/dev/shm");

    private final Path scratch;
    private final List<Jvm> jvms = new ArrayList<>();
    private final List<Bus> buses = new ArrayList<>();
    private final List<String> errors = new ArrayList<>();

    HostDomain()
    {
        try
        {
            scratch = Files.isDirectory(MEMORY) ? Files.createTempDirectory(MEMORY, PREFIX) :
                Files.createTempDirectory(PREFIX);
        }
        catch (IOException failure)
        {
            throw new UncheckedIOException(failure);
        }
    }

    /** The configuration of each node; a program gets the directory as its first argument. */
    static BusConfig config(Path hostDirectory)
    {
        return BusConfig.domain(DOMAIN).withHostDirectory(hostDirectory);
    }

    BusConfig config()
    {
        return config(hostDirectory()).withErrorHandler(this::onError).withEventHandler(this::onEvent);
    }

    private synchronized void onError(Throwable error)
    {
        errors.add(error.toString());
    }

    private synchronized void onEvent(BusEvent event)
    {
        if (event instanceof BusEvent.RungUnavailable)
        {
            errors.add(event.toString());
        }
    }

    Path hostDirectory()
    {
        return scratch.resolve("h");
    }

    /** For a test's own files, beside the bus's. */
    Path file(String name)
    {
        return scratch.resolve(name);
    }

    Bus open()
    {
        return open(config());
    }

    Bus open(BusConfig config)
    {
        Bus bus = Bus.open(config);
        buses.add(bus);
        return bus;
    }

    Jvm start(Class<?> program, String... arguments)
    {
        return start(program, List.of(), arguments);
    }

    Jvm startShortLived(Class<?> program, String... arguments)
    {
        return start(program, SHORT_LIVED, arguments);
    }

    Jvm start(Class<?> program, List<String> flags, String... arguments)
    {
        List<String> all = new ArrayList<>(List.of(hostDirectory().toString()));
        all.addAll(List.of(arguments));
        Jvm jvm = Jvm.start(program, flags, all.toArray(String[]::new));
        jvms.add(jvm);
        return jvm;
    }

    /** The folders of nodes that are there, whoever they belong to. */
    List<Path> nodeFolders()
    {
        try (Stream<Path> all = Files.exists(hostDirectory()) ? Files.walk(hostDirectory(), 2) : Stream.empty())
        {
            return all.filter((each) -> hostDirectory().relativize(each).getNameCount() == 2).toList();
        }
        catch (IOException failure)
        {
            throw new UncheckedIOException(failure);
        }
    }

    /** All that lies in the host directory now. */
    List<Path> files()
    {
        try (Stream<Path> all = Files.exists(hostDirectory()) ? Files.walk(hostDirectory()) : Stream.empty())
        {
            return all.toList();
        }
        catch (IOException | UncheckedIOException vanished)
        {
            // Somebody removes it at this moment.
            return files();
        }
    }

    /** Ends all processes, the last in good order, and fails when any of them, or any file, remains. */
    void endAndAssertNothingRemains(Jvm last)
    {
        jvms.forEach((each) -> assertEquals(List.of(), each.untold(), each::toString));
        for (Jvm each : jvms)
        {
            if (each != last)
            {
                each.killAndJoin();
            }
        }
        last.ask("close", "closed");
        last.join();
        jvms.forEach((each) -> assertFalse(each.handle().isAlive(), each::toString));
        Await.until("nothing in " + hostDirectory(), () -> files().isEmpty());
        assertNoErrors();
    }

    synchronized void assertNoErrors()
    {
        assertEquals(List.of(), errors);
    }

    /** Lets go of a process that has ended. */
    void forget(Jvm jvm)
    {
        assertFalse(jvm.isAlive(), jvm::toString);
        jvms.remove(jvm);
    }

    @Override
    public void close()
    {
        jvms.forEach(Jvm::kill);
        jvms.forEach(Jvm::join);
        buses.forEach(Bus::close);
        try (Stream<Path> all = Files.walk(scratch))
        {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList())
            {
                Files.delete(each);
            }
        }
        catch (IOException failure)
        {
            throw new UncheckedIOException(failure);
        }
    }
}
