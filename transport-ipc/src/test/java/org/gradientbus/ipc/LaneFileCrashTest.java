package org.gradientbus.ipc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.agrona.concurrent.UnsafeBuffer;
import org.gradientbus.BusException;
import org.gradientbus.Importance;
import org.gradientbus.spi.FrameClaim;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Dies at every step and every store of making and removing a lane: nobody opens half of one, and all is swept. */
class LaneFileCrashTest
{
    private static final int[] FRAME_LENGTHS = {0, 500, 8_000, 40_000};

    @TempDir
    private Path folder;

    /** A process that dies before its k-th step. */
    static class DyingSteps extends FileSteps
    {
        private final long dieAt;
        private long steps;

        DyingSteps(long dieAt)
        {
            this.dieAt = dieAt;
        }

        void beforeStep()
        {
            if (steps >= dieAt)
            {
                throw new DyingMemory.Death();
            }
            steps++;
        }

        @Override
        FileChannel createNew(Path path) throws IOException
        {
            beforeStep();
            return super.createNew(path);
        }

        @Override
        void write(FileChannel channel, ByteBuffer bytes) throws IOException
        {
            int end = bytes.limit();
            beforeStep();
            super.write(channel, bytes.limit(end / 2));
            beforeStep();
            super.write(channel, bytes.limit(end));
        }

        @Override
        UnsafeBuffer map(FileChannel channel, int length) throws IOException
        {
            beforeStep();
            return new DyingMemory(super.map(channel, length).byteBuffer())
            {
                @Override
                void beforeStore()
                {
                    beforeStep();
                }
            };
        }

        @Override
        void rename(Path from, Path to) throws IOException
        {
            beforeStep();
            super.rename(from, to);
        }

        @Override
        void truncate(Path path) throws IOException
        {
            beforeStep();
            super.truncate(path);
        }

        @Override
        void delete(Path path) throws IOException
        {
            beforeStep();
            super.delete(path);
        }
    }

    /** Gives the file its name before it is whole. */
    private static final class NamesTooEarly extends DyingSteps
    {
        private Path unfinished;

        NamesTooEarly(long dieAt)
        {
            super(dieAt);
        }

        @Override
        FileChannel createNew(Path path) throws IOException
        {
            unfinished = path;
            return super.createNew(path);
        }

        @Override
        UnsafeBuffer map(FileChannel channel, int length) throws IOException
        {
            String name = unfinished.toString();
            super.rename(unfinished, Path.of(name.substring(0, name.length() - ".new".length())));
            return super.map(channel, length);
        }
    }

    @Test
    void shouldShowAWholeLaneOrNoneWhereverItsMakerDies() throws IOException
    {
        int states = 0;
        for (int length : FRAME_LENGTHS)
        {
            for (long dieAt = 0; !isMadeWhenDyingAt(new DyingSteps(dieAt), length); dieAt++)
            {
                states++;
            }
        }
        for (long dieAt = 0; !isMadeWhenDyingAt(new DyingSteps(dieAt), LaneSpec.control(1, 2)); dieAt++)
        {
            states++;
        }
        assertTrue(states > 5 * 15, "states=" + states);
        System.out.println("crash points of making a lane: states=" + states + " bad=0");
    }

    @Test
    void shouldFindALaneThatIsNamedBeforeItIsWhole()
    {
        assertThrows(BusException.class, () ->
        {
            for (long dieAt = 0; dieAt < 20; dieAt++)
            {
                isMadeWhenDyingAt(new NamesTooEarly(dieAt), 500);
            }
        });
    }

    @Test
    void shouldSweepEverythingWhereverTheSweeperDies() throws IOException
    {
        for (long dieAt = 0; dieAt < 3; dieAt++)
        {
            Path path = folder.resolve("lane");
            LaneFile lane = LaneFile.create(path, LaneSpec.of(1, 2, 3, 500));
            Files.createFile(folder.resolve("lane.new"));
            DyingSteps steps = new DyingSteps(dieAt);
            dieIn(() -> LaneFile.unlink(path, steps));
            LaneFile.unlink(path);
            assertEquals(List.of(), filesIn(folder));

            LaneFile another = LaneFile.create(path, lane.spec());
            DyingSteps others = new DyingSteps(dieAt);
            dieIn(() -> another.discard(others));
            if (dieAt == 1)
            {
                assertThrows(CorruptLaneException.class, () -> LaneFile.open(path));
            }
            LaneFile.unlink(path);
            assertEquals(List.of(), filesIn(folder));
        }
    }

    /** True when it was made before the death came. */
    private boolean isMadeWhenDyingAt(DyingSteps steps, int frameLength) throws IOException
    {
        return isMadeWhenDyingAt(steps, LaneSpec.of(1, 2, 3, frameLength));
    }

    private boolean isMadeWhenDyingAt(DyingSteps steps, LaneSpec spec) throws IOException
    {
        Path path = folder.resolve("lane");
        boolean isMade = dieIn(() -> LaneFile.create(path, spec, steps));
        if (Files.exists(path))
        {
            LaneFile opened = LaneFile.open(path);
            assertEquals(spec, opened.spec());
            assertTrue(new LaneWriter(opened.memory(), spec, Doorbell.NONE)
                .tryClaim(spec.maxFrameLength(), Importance.LOW, new FrameClaim()).isAccepted());
        }
        else
        {
            assertThrows(BusException.class, () -> LaneFile.open(path));
        }
        LaneFile.unlink(path);
        assertEquals(List.of(), filesIn(folder));
        return isMade;
    }

    private static boolean dieIn(Runnable work)
    {
        try
        {
            work.run();
            return true;
        }
        catch (DyingMemory.Death death)
        {
            return false;
        }
    }

    private static List<Path> filesIn(Path folder) throws IOException
    {
        try (Stream<Path> files = Files.list(folder))
        {
            return files.toList();
        }
    }
}
