package org.gradientbus.rdma.verbs;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.agrona.concurrent.UnsafeBuffer;
import org.gradientbus.testkit.AllocationMeter;
import org.gradientbus.testkit.Await;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.function.BooleanSupplier;

/**
 * The suite that every provider passes: the contract of {@link org.gradientbus.rdma.verbs} as tests. Two domains in one
 * process; {@code near} writes to {@code far}.
 */
@Timeout(60)
public abstract class ProviderConformance
{
    private static final int LENGTH = 256 * 1024;

    private ProtectionDomain near;
    private ProtectionDomain far;
    private MemoryRegion source;
    private MemoryRegion target;
    private Endpoint endpoint;
    private RemoteKey key;

    /**
     * For the suite of a provider.
     */
    protected ProviderConformance()
    {
    }

    /**
     * The provider under test. Its domains reach each other.
     *
     * @return one for each test
     */
    protected abstract VerbsProvider provider();

    @BeforeEach
    void open()
    {
        VerbsProvider provider = provider();
        near = provider.open();
        far = provider.open();
        source = near.register(LENGTH);
        target = far.register(LENGTH);
        endpoint = near.connect(far.address());
        key = endpoint.unpack(target.remoteKey());
    }

    @AfterEach
    void close()
    {
        if (near != null)
        {
            near.close();
        }
        if (far != null)
        {
            far.close();
        }
    }

    private void settle(String what, BooleanSupplier condition)
    {
        Await.until(what, () ->
        {
            near.progress();
            far.progress();
            return condition.getAsBoolean();
        });
    }

    private void write(int sourceOffset, int targetOffset, int length)
    {
        settle("posted", () ->
            endpoint.write(source, sourceOffset, key, targetOffset, length) == PostStatus.POSTED);
    }

    private void flush()
    {
        endpoint.flush();
        long posted = endpoint.posted();
        settle("complete", () -> endpoint.completed() >= posted);
    }

    private static void fill(UnsafeBuffer buffer, int seed)
    {
        for (int i = 0; i < buffer.capacity(); i++)
        {
            buffer.putByte(i, byteAt(i, seed));
        }
    }

    private static byte byteAt(int index, int seed)
    {
        return (byte)(index * 31 + (index >>> 8) + seed);
    }

    @Test
    void shouldBeginWithZeroesWhenARegionIsRegistered()
    {
        UnsafeBuffer buffer = target.buffer();
        assertEquals(LENGTH, buffer.capacity());
        for (int i = 0; i < LENGTH; i++)
        {
            assertEquals(0, buffer.getByte(i));
        }
    }

    @Test
    void shouldCarryExactlyTheRangeWhenAWriteIsComplete()
    {
        fill(source.buffer(), 1);
        int[] lengths = { 1, 7, 8, 63, 64, 65, 1000, 4096, 9001, 70_001, LENGTH - 1000 };
        for (int length : lengths)
        {
            int sourceOffset = length % 13;
            int targetOffset = length % 97 + 1;
            target.buffer().setMemory(0, LENGTH, (byte)0);
            write(sourceOffset, targetOffset, length);
            flush();
            for (int i = 0; i < LENGTH; i++)
            {
                boolean isInside = i >= targetOffset && i < targetOffset + length;
                byte expected = isInside ? byteAt(i - targetOffset + sourceOffset, 1) : 0;
                if (expected != target.buffer().getByte(i))
                {
                    assertEquals(expected, target.buffer().getByte(i), "length=" + length + " index=" + i);
                }
            }
        }
    }

    @Test
    void shouldCountWritesWhenTheyArePostedAndComplete()
    {
        assertEquals(0, endpoint.posted());
        assertEquals(0, endpoint.completed());
        long last = 0;
        for (int n = 1; n <= 500; n++)
        {
            write(0, n * 8, 8);
            assertEquals(n, endpoint.posted());
            assertTrue(endpoint.completed() >= last && endpoint.completed() <= n);
            last = endpoint.completed();
        }
        flush();
        assertEquals(500, endpoint.completed());
        endpoint.flush();
        near.progress();
        assertEquals(500, endpoint.completed());
    }

    @Test
    void shouldLetTheSourceChangeWhenAWriteIsComplete()
    {
        for (int n = 1; n <= 300; n++)
        {
            source.buffer().setMemory(0, 256, (byte)n);
            write(0, n * 256, 256);
            flush();
        }
        for (int n = 1; n <= 300; n++)
        {
            for (int i = 0; i < 256; i++)
            {
                assertEquals((byte)n, target.buffer().getByte(n * 256 + i));
            }
        }
    }

    @Test
    void shouldShowAllBeforeAFenceWhenAnythingBehindItIsSeen()
    {
        assertEquals(0, FenceCheck.unfencedOf(1000, this::fenced));
    }

    private FenceCheck fenced()
    {
        return new FenceCheck(source, endpoint, key, target, () ->
        {
            near.progress();
            far.progress();
        });
    }

    @Test
    void shouldFailWhenTheRangeIsNotOfThePeersRegion()
    {
        assertEquals(PostStatus.FAILED, endpoint.write(source, 0, key, LENGTH - 7, 8));
        assertEquals(EndpointState.FAILED, endpoint.state());
        assertFalse(endpoint.failure().isEmpty());
        assertEquals(PostStatus.FAILED, endpoint.write(source, 0, key, 0, 8));
        assertEquals(0, endpoint.posted());
        near.progress();
        assertEquals(0, target.buffer().getLong(LENGTH - 8));
    }

    @Test
    void shouldThrowWhenTheRangeIsNotOfTheSource()
    {
        assertThrows(IllegalArgumentException.class, () -> endpoint.write(source, LENGTH - 7, key, 0, 8));
        assertThrows(IllegalArgumentException.class, () -> endpoint.write(source, -1, key, 0, 8));
        assertThrows(IllegalArgumentException.class, () -> endpoint.write(source, 0, key, 0, 0));
        assertThrows(IllegalArgumentException.class, () -> endpoint.write(target, 0, key, 0, 8));
        assertEquals(EndpointState.OPEN, endpoint.state());
    }

    @Test
    void shouldWriteNothingAndFailWhenTheKeyIsRevoked()
    {
        assumeTrue(near.enforcesKeys(), "this provider says that it enforces no keys");
        source.buffer().setMemory(0, LENGTH, (byte)1);
        write(0, 0, LENGTH / 2);
        target.revoke();
        byte[] then = new byte[LENGTH];
        target.buffer().getBytes(0, then);
        settle("failed", () ->
        {
            endpoint.write(source, 0, key, LENGTH / 2, 8);
            return endpoint.state() == EndpointState.FAILED;
        });
        byte[] now = new byte[LENGTH];
        target.buffer().getBytes(0, now);
        assertArrayEquals(then, now);
    }

    @Test
    void shouldFailWhenThePeerIsGone()
    {
        write(0, 0, 8);
        flush();
        far.close();
        settle("failed", () ->
        {
            endpoint.write(source, 0, key, 0, 8);
            endpoint.flush();
            return endpoint.state() == EndpointState.FAILED;
        });
        long completed = endpoint.completed();
        long posted = endpoint.posted();
        assertFalse(endpoint.failure().isEmpty());
        assertEquals(PostStatus.FAILED, endpoint.write(source, 0, key, 0, 8));
        endpoint.fence();
        endpoint.flush();
        near.progress();
        assertEquals(completed, endpoint.completed());
        assertEquals(posted, endpoint.posted());
    }

    @Test
    void shouldServeOtherPeersWhenOneIsGone()
    {
        ProtectionDomain third = provider().open();
        try
        {
            MemoryRegion region = third.register(LENGTH);
            Endpoint other = near.connect(third.address());
            RemoteKey otherKey = other.unpack(region.remoteKey());
            far.close();
            fill(source.buffer(), 3);
            settle("failed", () ->
            {
                endpoint.write(source, 0, key, 0, 8);
                endpoint.flush();
                return endpoint.state() == EndpointState.FAILED;
            });
            endpoint.close();
            settle("posted", () -> other.write(source, 0, otherKey, 0, 1000) == PostStatus.POSTED);
            other.flush();
            settle("complete", () -> third.progress() + other.completed() > 0 && other.completed() == 1);
            assertEquals(byteAt(999, 3), region.buffer().getByte(999));
        }
        finally
        {
            third.close();
        }
    }

    @Test
    void shouldAnswerFullRatherThanGrowWhenNothingProgresses()
    {
        PostStatus status = PostStatus.POSTED;
        for (int n = 0; n < 1_000_000 && status == PostStatus.POSTED; n++)
        {
            status = endpoint.write(source, 0, key, 0, 64);
        }
        assertEquals(PostStatus.FULL, status);
        flush();
        write(0, 0, 64);
    }

    @Test
    void shouldCarryBothWaysWhenBothWrite()
    {
        Endpoint back = far.connect(near.address());
        MemoryRegion backTarget = near.register(LENGTH);
        MemoryRegion backSource = far.register(LENGTH);
        RemoteKey backKey = back.unpack(backTarget.remoteKey());
        fill(source.buffer(), 5);
        fill(backSource.buffer(), 6);
        for (int n = 0; n < 100; n++)
        {
            int offset = n * 1000;
            write(offset, offset, 1000);
            settle("posted", () -> back.write(backSource, offset, backKey, offset, 1000) == PostStatus.POSTED);
        }
        flush();
        back.flush();
        settle("complete", () -> back.completed() == 100);
        for (int i = 0; i < 100_000; i++)
        {
            assertEquals(byteAt(i, 5), target.buffer().getByte(i));
            assertEquals(byteAt(i, 6), backTarget.buffer().getByte(i));
        }
    }

    @Test
    void shouldGiveEachRegionAKeyOfItsOwn()
    {
        MemoryRegion other = far.register(4096);
        RemoteKey otherKey = endpoint.unpack(other.remoteKey());
        assertEquals(4096, otherKey.length());
        assertEquals(LENGTH, key.length());
        source.buffer().setMemory(0, 64, (byte)9);
        settle("posted", () -> endpoint.write(source, 0, otherKey, 64, 64) == PostStatus.POSTED);
        flush();
        assertEquals(9, other.buffer().getByte(64));
        assertEquals(0, target.buffer().getByte(64));
        otherKey.close();
        assertThrows(IllegalArgumentException.class, () -> endpoint.write(source, 0, otherKey, 0, 8));
    }

    @Test
    void shouldRefuseBytesThatAreNoKeyAndNoAddress()
    {
        assertThrows(VerbsException.class, () -> endpoint.unpack(new byte[0]));
        assertThrows(VerbsException.class, () -> endpoint.unpack(new byte[3]));
        assertThrows(VerbsException.class, () -> near.connect(new byte[0]));
        assertEquals(EndpointState.OPEN, endpoint.state());
    }

    @Test
    void shouldAnswerFailedWhenClosed()
    {
        write(0, 0, 8);
        endpoint.close();
        endpoint.close();
        assertEquals(EndpointState.CLOSED, endpoint.state());
        assertTrue(endpoint.failure().isEmpty());
        near.progress();
    }

    @Test
    void shouldCloseEverythingWhenTheDomainIsClosed()
    {
        write(0, 0, 8);
        near.close();
        near.close();
        assertEquals(EndpointState.CLOSED, endpoint.state());
        assertThrows(IllegalStateException.class, () -> near.register(64));
        assertThrows(IllegalStateException.class, () -> near.connect(far.address()));
        source.close();
        key.close();
        endpoint.close();
    }

    @Test
    void shouldThrowWhenARegionHasNoLength()
    {
        assertThrows(IllegalArgumentException.class, () -> near.register(0));
        assertThrows(IllegalArgumentException.class, () -> near.register(-1));
    }

    @Test
    void shouldHandOutCopiesOfKeysAndAddresses()
    {
        byte[] first = target.remoteKey();
        byte before = first[0];
        first[0]++;
        assertEquals(before, target.remoteKey()[0]);
        assertNotEquals(before, first[0]);
    }

    @Test
    void shouldNotAllocateForEachWrite()
    {
        int writes = 64;
        int rounds = 200;
        long bytes = AllocationMeter.ofThisThread().bytesOf(rounds, () ->
        {
            for (int n = 0; n < writes; n++)
            {
                while (endpoint.write(source, 0, key, n * 64, 64) != PostStatus.POSTED)
                {
                    near.progress();
                    far.progress();
                }
            }
            endpoint.flush();
            while (endpoint.completed() < endpoint.posted())
            {
                near.progress();
                far.progress();
            }
        });
        // A flush may; and no object has less than 16 bytes.
        assertTrue(bytes < 8L * rounds * writes,
            rounds + " flushes after " + writes + " writes each took " + bytes + " bytes");
    }
}
