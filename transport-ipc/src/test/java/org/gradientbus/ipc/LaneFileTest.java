package org.gradientbus.ipc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.agrona.concurrent.UnsafeBuffer;
import org.gradientbus.BusException;
import org.gradientbus.ipc.LaneFile.Condition;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** What is refused when a lane is made or opened, and by which words. */
class LaneFileTest
{
    private static final LaneSpec SPEC = LaneSpec.of(0xA, 0xB, 3, 500);

    @TempDir
    private Path folder;
    private Path path;

    @BeforeEach
    void choosePath()
    {
        path = folder.resolve("lane");
    }

    @Test
    void shouldOpenWhatWasMade() throws IOException
    {
        LaneFile made = LaneFile.create(path, SPEC);
        LaneFile opened = LaneFile.open(path);
        assertEquals(SPEC, opened.spec());
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(path)));
        made.memory().putLong(2000, 42);
        assertEquals(42, opened.memory().getLong(2000));
        assertEquals(Condition.WHOLE, opened.condition());
    }

    @Test
    void shouldRefuseToMakeALaneTwice()
    {
        LaneFile.create(path, SPEC);
        assertRefused(BusException.class, "a lane exists at", () -> LaneFile.create(path, SPEC));
    }

    @Test
    void shouldRefuseWhatIsNotThere()
    {
        assertRefused(BusException.class, "there is no lane at", () -> LaneFile.open(path));
    }

    @Test
    void shouldRefuseAWrongMagic()
    {
        LaneFile.create(path, SPEC).memory().putLong(LaneLayout.MAGIC_OFFSET, 0);
        assertRefused(CorruptLaneException.class, "is no lane, or one that was never finished", this::open);
    }

    @Test
    void shouldTellBothVersionsWhenTheyDiffer()
    {
        LaneFile.create(path, SPEC).memory().putInt(LaneLayout.VERSION_OFFSET, 77);
        IncompatibleVersionException refusal = assertRefused(
            IncompatibleVersionException.class, "layout version=77, this process reads version=2", this::open);
        assertEquals(77, refusal.found());
        assertEquals(2, refusal.wanted());
    }

    @Test
    void shouldRefuseAnyConstantThatWasChanged()
    {
        for (int offset = LaneLayout.CHECKSUM_OFFSET; offset < LaneLayout.END_OF_CONSTANTS; offset++)
        {
            LaneFile made = LaneFile.create(path, SPEC);
            made.memory().putByte(offset, (byte)(made.memory().getByte(offset) ^ 1));
            assertRefused(CorruptLaneException.class, "wrong checksum", this::open);
            LaneFile.unlink(path);
        }
    }

    @Test
    void shouldRefuseALengthThatIsNotTheLanes() throws IOException
    {
        for (int length : new int[]{0, 1, 1023, 1024, SPEC.totalLength() - 1, SPEC.totalLength() + 1})
        {
            byte[] bytes = new byte[SPEC.totalLength() + 1];
            LaneFile.create(path, SPEC).memory().getBytes(0, bytes, 0, SPEC.totalLength());
            try (var channel = Files.newByteChannel(path, StandardOpenOption.WRITE))
            {
                channel.truncate(Math.min(length, SPEC.totalLength()));
            }
            if (length > SPEC.totalLength())
            {
                Files.write(path, new byte[length - SPEC.totalLength()], StandardOpenOption.APPEND);
            }
            assertRefused(CorruptLaneException.class, "truncated", this::open);
            LaneFile.unlink(path);
        }
    }

    @Test
    void shouldRefuseLinks() throws IOException
    {
        Path real = folder.resolve("real");
        LaneFile.create(real, SPEC);
        Files.createSymbolicLink(path, real);
        assertRefused(BusException.class, "could not be opened", this::open);
        assertRefused(BusException.class, "exists", () -> LaneFile.create(path, SPEC));
        Files.delete(path);
        Files.createLink(path, real);
        assertRefused(CorruptLaneException.class, "links=2", this::open);
        Files.delete(path);
        Path victim = Files.createFile(folder.resolve("victim"));
        Files.createSymbolicLink(folder.resolve("lane.new"), victim);
        assertRefused(BusException.class, "no lane could be made", () -> LaneFile.create(path, SPEC));
        assertEquals(0, Files.size(victim));
    }

    @Test
    void shouldRefuseAFileThatOthersMayWrite() throws IOException
    {
        LaneFile.create(path, SPEC);
        for (String mode : List.of("rw-rw----", "rw----rw-", "rwx------"))
        {
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
            assertRefused(CorruptLaneException.class, "mode=", this::open);
        }
    }

    @Test
    void shouldRefuseAFileOfAnotherOwner() throws IOException
    {
        LaneFile.create(path, SPEC);
        boolean isRoot = (int)Files.getAttribute(path, "unix:uid") == 0;
        assumeTrue(isRoot, "skipped: only root can give a file away");
        Files.setAttribute(path, "unix:uid", 65_534);
        assertRefused(CorruptLaneException.class, "uid=65534", this::open);
    }

    @Test
    void shouldRefuseADirectoryAndADevice()  throws IOException
    {
        Files.createDirectory(path);
        assertRefused(BusException.class, "could not be opened", this::open);
        assertThrows(BusException.class, () -> LaneFile.open(Path.of("/dev/zero")));
    }

    @Test
    void shouldNameTheBytesAndLeaveNothingWhenTheFileSystemIsFull() throws Exception
    {
        Path small = Files.createDirectory(folder.resolve("small"));
        assumeTrue(run("mount", "-t", "tmpfs", "-o", "size=1m,mode=700", "tmpfs", small.toString()) == 0,
            "skipped: only root can mount a small tmpfs");
        try
        {
            LaneFile first = LaneFile.create(small.resolve("first"), SPEC);
            LaneSpec large = LaneSpec.of(1, 2, 3, 128 * 1024);
            BusException refusal = assertRefused(BusException.class, "wanted=" + large.totalLength(),
                () -> LaneFile.create(small.resolve("large"), large));
            assertTrue(refusal.getMessage().matches(
                "(?s).*" + small + ".*free=10[0-9]{5}[. ].*BusConfig.hostDirectory.*"), refusal.getMessage());
            try (Stream<Path> files = Files.list(small))
            {
                assertEquals(List.of(small.resolve("first")), files.toList());
            }
            assertEquals(Condition.WHOLE, first.condition());
            LaneFile.create(small.resolve("second"), SPEC);
        }
        finally
        {
            run("umount", "-l", small.toString());
        }
    }

    @Test
    void shouldTellWhatBecameOfTheFile() throws IOException
    {
        LaneFile lane = LaneFile.create(path, SPEC);
        Path elsewhere = folder.resolve("elsewhere");
        Files.move(path, elsewhere);
        assertEquals(Condition.UNLINKED, lane.condition());
        Files.copy(elsewhere, path);
        assertEquals(Condition.UNLINKED, lane.condition());
        Files.delete(path);
        Files.move(elsewhere, path);
        assertEquals(Condition.WHOLE, lane.condition());
        FileSteps.REAL.truncate(path);
        assertEquals(Condition.TRUNCATED, lane.condition());
        lane.discard();
        lane.discard();
        assertEquals(Condition.UNLINKED, lane.condition());
    }

    @Test
    void shouldRefuseMemoryOfAnyLengthThatIsNoLane()
    {
        for (int length = 0; length < 2048; length++)
        {
            UnsafeBuffer memory = new UnsafeBuffer(new byte[length]);
            assertThrows(CorruptLaneException.class, () -> LaneSpec.read(memory, "zeroes"));
        }
    }

    private void open()
    {
        LaneFile.open(path);
    }

    private static <T extends BusException> T assertRefused(Class<T> type, String words, Runnable work)
    {
        T refusal = assertThrows(type, work::run);
        assertTrue(refusal.getMessage().contains(words), refusal.getMessage());
        return refusal;
    }

    private static int run(String... command) throws Exception
    {
        Process process;
        try
        {
            process = new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
        }
        catch (IOException noSuchCommand)
        {
            return -1;
        }
        assertTrue(process.waitFor(30, TimeUnit.SECONDS));
        return process.exitValue();
    }
}
