package org.gradientbus.ipc;

import org.gradientbus.Importance;
import org.gradientbus.spi.FrameClaim;
import org.gradientbus.testkit.Await;

import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/** A process whose lanes are truncated one after the other while they carry traffic. It ends with 0 if it survived. */
public final class TruncatedLane
{
    private static final int ROUNDS = 5;
    private static final int FRAMES_BEFORE = 20_000;

    private TruncatedLane()
    {
    }

    /** Arguments: a folder. */
    public static void main(String[] args)
    {
        for (int round = 0; round < ROUNDS; round++)
        {
            LaneFile lane = LaneFile.create(Path.of(args[0], "lane-" + round), LaneSpec.of(1, 2, 3, 100_000));
            surviveTruncation(lane);
            LaneFile.unlink(lane.path());
        }
    }

    private static void surviveTruncation(LaneFile lane)
    {
        LaneWriter writer = new LaneWriter(lane.memory(), lane.spec(), Doorbell.NONE);
        LaneReader reader = new LaneReader(lane.memory(), lane.spec());
        AtomicBoolean isOver = new AtomicBoolean();
        AtomicLong arrived = new AtomicLong();
        AtomicReference<Throwable> unexpected = new AtomicReference<>();
        Thread sender = new Thread(() -> send(writer, isOver));
        Thread receiver = new Thread(() -> receive(reader, arrived, isOver));
        sender.setUncaughtExceptionHandler((thread, error) -> unexpected.set(error));
        receiver.setUncaughtExceptionHandler((thread, error) -> unexpected.set(error));
        sender.start();
        receiver.start();
        try
        {
            Await.until("traffic", () -> arrived.get() > FRAMES_BEFORE);
            FileSteps.REAL.truncate(lane.path());
            Await.until("a failed writer and a failed reader", () ->
            {
                if (unexpected.get() != null)
                {
                    throw new AssertionError(unexpected.get());
                }
                giveUpIfTruncated(lane, writer, reader);
                return writer.failure() != null && reader.failure() != null;
            });
        }
        catch (java.io.IOException cause)
        {
            throw new AssertionError(cause);
        }
        finally
        {
            isOver.set(true);
        }
        Await.until("the end of the threads", () -> !sender.isAlive() && !receiver.isAlive());
        writer.close();
        reader.close();
    }

    /**
     * As a node does it once in a while: compiled code that never enters the JVM is not told of its faults, and reads
     * whatever was in the register.
     */
    private static void giveUpIfTruncated(LaneFile lane, LaneWriter writer, LaneReader reader)
    {
        if (lane.condition() == LaneFile.Condition.TRUNCATED)
        {
            writer.fail("truncated");
            reader.fail("truncated");
        }
    }

    /** The JVM throws the error of a fault when it likes: anywhere in the thread that made the access. */
    private static void send(LaneWriter writer, AtomicBoolean isOver)
    {
        FrameClaim claim = new FrameClaim();
        while (!isOver.get())
        {
            try
            {
                while (!isOver.get())
                {
                    sendOne(writer, claim);
                }
            }
            catch (InternalError fault)
            {
                writer.onFault(fault);
            }
        }
    }

    private static void sendOne(LaneWriter writer, FrameClaim claim)
    {
        if (writer.tryClaim(200, Importance.CRITICAL, claim).isAccepted())
        {
            for (int at = 0; at < 200; at += Long.BYTES)
            {
                claim.buffer().putLong(claim.offset() + at, at);
            }
            writer.commit(claim);
        }
    }

    private static void receive(LaneReader reader, AtomicLong arrived, AtomicBoolean isOver)
    {
        while (!isOver.get())
        {
            try
            {
                while (!isOver.get())
                {
                    receiveSome(reader, arrived);
                }
            }
            catch (InternalError fault)
            {
                reader.onFault(fault);
            }
        }
    }

    private static void receiveSome(LaneReader reader, AtomicLong arrived)
    {
        long[] sum = new long[1];
        arrived.addAndGet(reader.poll((buffer, offset, length) ->
        {
            for (int at = 0; at < length; at += Long.BYTES)
            {
                sum[0] += buffer.getLong(offset + at);
            }
        }, 64));
        reader.hasWork();
    }
}
