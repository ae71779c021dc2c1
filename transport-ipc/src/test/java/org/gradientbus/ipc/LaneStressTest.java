package org.gradientbus.ipc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.gradientbus.Importance;
import org.gradientbus.spi.FrameClaim;
import org.gradientbus.testkit.Await;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;

/** Many threads, and several processes, at once: each frame once, in the order of its thread, with its own bytes. */
class LaneStressTest
{
    private static final int THREADS = 3;
    private static final int FRAMES_PER_THREAD = 50_000;
    private static final int FRAMES_BETWEEN_PROCESSES = 100_000;
    private static final int SEAL_ROUNDS = 300;
    private static final int KILLS = 10;

    @TempDir
    private Path folder;

    @Test
    void shouldKeepTheOrderOfEachThread() throws Exception
    {
        long seed = new SplittableRandom().nextLong();
        System.out.println("threads of a lane: seed=" + seed);
        LaneRig rig = new LaneRig(new LaneSpec(1, 2, 3, 300, 4096, Long.MAX_VALUE - (1 << 20) + 1 & -64));
        AtomicReference<Throwable> failure = new AtomicReference<>();
        List<Thread> threads = IntStream.range(0, THREADS).mapToObj((number) -> new Thread(() ->
        {
            SplittableRandom random = new SplittableRandom(seed + number);
            FrameClaim claim = new FrameClaim();
            for (int i = 0; i < FRAMES_PER_THREAD && !Thread.currentThread().isInterrupted();)
            {
                int length = LaneRig.CHECKED_HEADER + random.nextInt(280);
                if (random.nextInt(10) == 0 && rig.writer.tryClaim(length, Importance.LOW, claim).isAccepted())
                {
                    rig.writer.abort(claim);
                }
                if (LaneRig.offerChecked(rig.writer, claim, length, (long)number << 32 | i).isAccepted())
                {
                    i++;
                }
                else
                {
                    Thread.yield();
                }
            }
        })).toList();
        threads.forEach((each) -> each.setUncaughtExceptionHandler((who, error) -> failure.set(error)));
        threads.forEach(Thread::start);
        long[] next = new long[THREADS];
        try
        {
            Await.until("all frames", () ->
            {
                int polled = rig.poll((buffer, offset, length) ->
                {
                    long id = LaneRig.checkedId(buffer, offset, length);
                    assertEquals(next[(int)(id >>> 32)]++, id & 0xFFFF_FFFFL);
                });
                assertNull(rig.reader.failure());
                assertNull(failure.get());
                return polled == 0 && IntStream.range(0, THREADS).allMatch((i) -> next[i] == FRAMES_PER_THREAD);
            });
        }
        finally
        {
            end(threads);
        }
        assertFalse(rig.reader.hasWork());
    }

    @Test
    void shouldPollWhateverWasAcceptedWhenClaimsRaceWithTheSeal() throws Exception
    {
        for (int round = 0; round < SEAL_ROUNDS; round++)
        {
            LaneRig rig = LaneRig.small();
            AtomicLong accepted = new AtomicLong();
            long[] arrived = new long[1];
            List<Thread> threads = IntStream.range(0, THREADS).mapToObj((number) -> new Thread(() ->
            {
                FrameClaim claim = new FrameClaim();
                while (!Thread.currentThread().isInterrupted())
                {
                    if (LaneRig.offerChecked(rig.writer, claim, 20, number).isAccepted())
                    {
                        accepted.incrementAndGet();
                    }
                }
            })).toList();
            threads.forEach(Thread::start);
            Await.until("traffic", () -> rig.poll((buffer, offset, length) -> arrived[0]++) > 0);
            rig.reader.seal();
            end(threads);
            while (rig.reader.hasWork())
            {
                rig.poll((buffer, offset, length) -> arrived[0]++);
            }
            assertEquals(accepted.get(), arrived[0], "round " + round);
        }
    }

    @Test
    void shouldCarryEveryFrameBetweenTwoProcesses() throws Exception
    {
        Path path = folder.resolve("lane");
        LaneFile lane = LaneFile.create(path, LaneSpec.of(1, 2, 3, 600));
        LaneReader reader = new LaneReader(lane.memory(), lane.spec());
        long[] next = new long[1];
        try (ChildJvm producer =
            new ChildJvm(LaneProducer.class, List.of(), path.toString(), "" + FRAMES_BETWEEN_PROCESSES))
        {
            Await.until("all frames", () ->
            {
                reader.poll((buffer, offset, length) ->
                    assertEquals(next[0]++, LaneRig.checkedId(buffer, offset, length)), 100);
                assertNull(reader.failure());
                return next[0] == FRAMES_BETWEEN_PROCESSES;
            });
            assertEquals(0, producer.awaitExit());
        }
        assertTrue(reader.hasProducerLeft());
        assertFalse(reader.hasWork());
        lane.discard();
    }

    @Test
    void shouldLoseNothingAcceptedWhenTheProducerIsKilled() throws Exception
    {
        for (int i = 0; i < KILLS; i++)
        {
            killProducer(folder.resolve("lane-" + i), 5_000 + i * 7_919);
        }
    }

    private void killProducer(Path path, long frames) throws Exception
    {
        LaneFile lane = LaneFile.create(path, LaneSpec.of(1, 2, 3, 600));
        LaneReader reader = new LaneReader(lane.memory(), lane.spec());
        long[] next = new long[1];
        try (ChildJvm producer = new ChildJvm(LaneProducer.class, List.of("-Xshare:auto"), path.toString(), "0"))
        {
            Await.until("traffic", () ->
            {
                assertTrue(producer.isAlive());
                reader.poll((buffer, offset, length) ->
                    assertEquals(next[0]++, LaneRig.checkedId(buffer, offset, length)), 100);
                return next[0] >= frames;
            });
            producer.kill();
        }
        reader.onProducerGone();
        Await.until("an empty lane", () ->
        {
            reader.poll((buffer, offset, length) ->
                assertEquals(next[0]++, LaneRig.checkedId(buffer, offset, length)), 100);
            return reader.isDrained();
        });
        assertNull(reader.failure());
        long accepted = lane.memory().getLongVolatile(LaneProducer.ACCEPTED_OFFSET);
        assertTrue(next[0] >= accepted && next[0] <= accepted + 1,
            "accepted=" + accepted + " arrived=" + next[0]);
        lane.discard();
    }

    private static void end(List<Thread> threads)
    {
        threads.forEach(Thread::interrupt);
        Await.until("the end of the threads", () -> threads.stream().noneMatch(Thread::isAlive));
    }
}
