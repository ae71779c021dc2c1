package org.gradientbus.rdma.emulated;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.gradientbus.rdma.verbs.Endpoint;
import org.gradientbus.rdma.verbs.EndpointState;
import org.gradientbus.rdma.verbs.FenceCheck;
import org.gradientbus.rdma.verbs.MemoryRegion;
import org.gradientbus.rdma.verbs.PostStatus;
import org.gradientbus.rdma.verbs.ProtectionDomain;
import org.gradientbus.rdma.verbs.RemoteKey;
import org.gradientbus.rdma.verbs.VerbsUnavailableException;
import org.gradientbus.testkit.Await;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Is the emulated provider as bad as it says? If it were kind, nothing would be proved by standing it.
 */
class MischiefTest
{
    private static final int LENGTH = 256 * 1024;

    @TempDir
    private Path folder;

    /** A way from one domain to another, with the memory at both ends. */
    private record Way(
        ProtectionDomain near, ProtectionDomain far, MemoryRegion source, MemoryRegion target, Endpoint endpoint,
        RemoteKey key) implements AutoCloseable
    {
        static Way open(Path folder, Mischief mischief)
        {
            EmulatedProvider provider = new EmulatedProvider(folder, mischief);
            ProtectionDomain near = provider.open();
            ProtectionDomain far = provider.open();
            MemoryRegion target = far.register(LENGTH);
            Endpoint endpoint = near.connect(far.address());
            return new Way(near, far, near.register(LENGTH), target, endpoint, endpoint.unpack(target.remoteKey()));
        }

        FenceCheck check(Endpoint by)
        {
            return new FenceCheck(source, by, key, target, near::progress);
        }

        @Override
        public void close()
        {
            near.close();
            far.close();
        }
    }

    @Test
    void shouldShowWordsWithoutTheirRecordsWhenNothingIsFenced()
    {
        for (int seed = 1; seed <= 10; seed++)
        {
            try (Way way = Way.open(folder, Mischief.much(seed)))
            {
                Endpoint unfenced = new UnfencedEndpoint(way.endpoint());
                assertNotEquals(0, FenceCheck.unfencedOf(1000, () -> way.check(unfenced)), "seed=" + seed);
            }
        }
    }

    @Test
    void shouldShowNoWordWithoutItsRecordWhenFenced()
    {
        for (int seed = 1; seed <= 10; seed++)
        {
            try (Way way = Way.open(folder, Mischief.much(seed)))
            {
                assertEquals(0, FenceCheck.unfencedOf(1000, () -> way.check(way.endpoint())), "seed=" + seed);
            }
        }
    }

    @Test
    void shouldTearSingleWordsWhenWritesAreSplit()
    {
        try (Way way = Way.open(folder, new Mischief(3, 100, 100, 0, 0, 0)))
        {
            int torn = 0;
            for (long value = 1; value < 2000; value++)
            {
                way.source().buffer().putLong(0, value * 0x0101_0101_0101_0101L);
                way.endpoint().write(way.source(), 0, way.key(), 0, 8);
                way.endpoint().flush();
                while (way.endpoint().completed() < value)
                {
                    way.near().progress();
                    long seen = way.target().buffer().getLong(0);
                    torn += seen % 0x0101_0101_0101_0101L == 0 ? 0 : 1;
                }
            }
            assertNotEquals(0, torn);
        }
    }

    @Test
    void shouldReadTheSourceLateWhenItChangesTooEarly()
    {
        try (Way way = Way.open(folder, new Mischief(3, 100, 0, 0, 0, 0)))
        {
            way.source().buffer().putLong(0, 1);
            assertEquals(PostStatus.POSTED, way.endpoint().write(way.source(), 0, way.key(), 0, 8));
            way.source().buffer().putLong(0, 2);
            way.endpoint().flush();
            Await.until("complete", () -> way.near().progress() >= 0 && way.endpoint().completed() == 1);
            assertEquals(2, way.target().buffer().getLong(0));
        }
    }

    @Test
    void shouldDoTheSameWhenTheSeedIsTheSame()
    {
        assertArrayEquals(outcomeOf(5), outcomeOf(5));
        assertFalse(List.of(outcomeOf(5)).equals(List.of(outcomeOf(6))));
    }

    /** What the far end looks like after some rounds, when much is still on its way. */
    private byte[] outcomeOf(long seed)
    {
        try (Way way = Way.open(folder, Mischief.much(seed)))
        {
            way.source().buffer().setMemory(0, LENGTH, (byte)1);
            for (int n = 0; n < 200; n++)
            {
                way.endpoint().write(way.source(), 0, way.key(), n * 1000, 1000);
            }
            for (int n = 0; n < 5; n++)
            {
                way.near().progress();
            }
            byte[] bytes = new byte[LENGTH];
            way.target().buffer().getBytes(0, bytes);
            return bytes;
        }
    }

    @Test
    void shouldFailSoonerOrLaterWhenFailuresAreWanted()
    {
        try (Way way = Way.open(folder, Mischief.much(7).withFailures(10_000)))
        {
            Await.until("failed", () ->
            {
                way.endpoint().write(way.source(), 0, way.key(), 0, 100);
                way.near().progress();
                return way.endpoint().state() == EndpointState.FAILED;
            });
            assertEquals(PostStatus.FAILED, way.endpoint().write(way.source(), 0, way.key(), 0, 100));
        }
    }

    @Test
    void shouldLeaveNoFileWhenDomainsAreClosed() throws IOException
    {
        Way.open(folder, Mischief.none()).close();
        try (Stream<Path> left = Files.list(folder))
        {
            assertEquals(List.of(), left.toList());
        }
    }

    @Test
    void shouldSayWhatIsMissingWhenThereIsNoFolder()
    {
        EmulatedProvider provider = new EmulatedProvider(folder.resolve("none"), Mischief.none());
        String message = assertThrows(VerbsUnavailableException.class, provider::open).getMessage();
        assertTrue(message.contains(folder.toString()), message);
    }

    @Test
    void shouldThrowWhenAShareIsNone()
    {
        assertThrows(IllegalArgumentException.class, () -> new Mischief(0, 101, 0, 0, 0, 0));
        assertThrows(IllegalArgumentException.class, () -> new Mischief(0, 0, 0, 0, 100, 0));
        assertThrows(IllegalArgumentException.class, () -> Mischief.none().withFailures(-1));
    }
}
