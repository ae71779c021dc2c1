package org.gradientbus.ipc;

import org.agrona.concurrent.UnsafeBuffer;
import org.gradientbus.BusException;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * The mapped file of a lane.
 *
 * <p>It is never unmapped by hand: a sender may hold a claim in it at any time, and writing to memory that is unmapped
 * ends the JVM. The mapping goes when nothing refers to the {@link #memory()} any more.
 */
final class LaneFile
{
    /** What became of a lane's file while it was open. */
    enum Condition
    {
        WHOLE,
        TRUNCATED,
        /** Nothing is there, or another file is. */
        UNLINKED
    }

    private static final String UNFINISHED_SUFFIX = ".new";
    private static final String IDENTITY = "unix:uid,mode,nlink,size,ino,dev";
    private static final int ZEROES_LENGTH = 64 * 1024;
    private static final int MODE_OF_A_PRIVATE_FILE = 0100600;

    private final Path path;
    private final UnsafeBuffer memory;
    private final LaneSpec spec;
    private final Object inode;

    private LaneFile(Path path, UnsafeBuffer memory, LaneSpec spec, Object inode)
    {
        this.path = path;
        this.memory = memory;
        this.spec = spec;
        this.inode = inode;
    }

    /**
     * Makes a lane. Nobody sees it under its name before it is whole.
     *
     * @param path where; its folder exists and belongs to this user alone
     * @param spec of the lane
     * @throws BusException when there is no room for it, naming the bytes; when it exists; or when it cannot be made
     */
    static LaneFile create(Path path, LaneSpec spec)
    {
        return create(path, spec, FileSteps.REAL);
    }

    static LaneFile create(Path path, LaneSpec spec, FileSteps steps)
    {
        Path unfinished = path.resolveSibling(path.getFileName() + UNFINISHED_SUFFIX);
        if (Files.exists(path, LinkOption.NOFOLLOW_LINKS))
        {
            throw new BusException("a lane exists at " + path + ": a node makes each of its lanes once");
        }
        try (FileChannel channel = steps.createNew(unfinished))
        {
            return finish(path, unfinished, channel, spec, steps);
        }
        catch (IOException cause)
        {
            throw new BusException("no lane could be made at " + path + ": " + cause, cause);
        }
    }

    private static LaneFile finish(Path path, Path unfinished, FileChannel channel, LaneSpec spec, FileSteps steps)
        throws IOException
    {
        boolean isFinished = false;
        try
        {
            fill(path, channel, spec.totalLength(), steps);
            UnsafeBuffer memory = steps.map(channel, spec.totalLength());
            spec.format(memory);
            Map<String, Object> attributes = attributesOf(unfinished);
            steps.rename(unfinished, path);
            isFinished = true;
            return new LaneFile(path, memory, spec, inode(attributes));
        }
        finally
        {
            if (!isFinished)
            {
                steps.delete(unfinished);
            }
        }
    }

    /** Writes the zeroes, rather than making a file with holes: a full file system refuses now, not at a sender. */
    private static void fill(Path path, FileChannel channel, int length, FileSteps steps) throws IOException
    {
        ByteBuffer zeroes = ByteBuffer.allocateDirect(ZEROES_LENGTH);
        long wanted = length;
        try
        {
            while (wanted > 0)
            {
                zeroes.clear().limit((int)Math.min(wanted, ZEROES_LENGTH));
                steps.write(channel, zeroes);
                wanted -= zeroes.position();
            }
        }
        catch (IOException cause)
        {
            long free = Files.getFileStore(path.getParent()).getUsableSpace();
            throw new BusException("no room for a lane at " + path + ": wanted=" + length + " bytes, free=" +
                (free + length - wanted) + ". Enlarge that file system, lower maxMessageLength, or set " +
                "BusConfig.hostDirectory to a larger one", cause);
        }
    }

    /**
     * Opens a lane that another process made, and checks all of its constants.
     *
     * @param path where
     * @throws CorruptLaneException         when it is no lane, not a whole one, or not a private file of this user
     * @throws IncompatibleVersionException when it is of another layout version
     * @throws BusException                 when there is none, or it cannot be opened
     */
    static LaneFile open(Path path)
    {
        try (FileChannel channel = FileChannel.open(path,
            Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)))
        {
            Map<String, Object> attributes = attributesOf(path);
            requirePrivate(path, attributes);
            long length = channel.size();
            if (length < LaneLayout.HEADER_LENGTH || length > LaneLayout.totalLength(LaneLayout.MAX_CAPACITY))
            {
                throw new CorruptLaneException(path + " is truncated or no lane: length=" + length);
            }
            UnsafeBuffer memory = FileSteps.REAL.map(channel, (int)length);
            return new LaneFile(path, memory, LaneSpec.read(memory, path.toString()), inode(attributes));
        }
        catch (NoSuchFileException cause)
        {
            throw new BusException("there is no lane at " + path, cause);
        }
        catch (IOException cause)
        {
            throw new BusException("the lane at " + path + " could not be opened: " + cause, cause);
        }
        catch (InternalError error)
        {
            throw new CorruptLaneException(path + " was truncated while it was opened: " + error.getMessage());
        }
    }

    /** A file that others can write, or that has another name somewhere, is not ours to trust. */
    private static void requirePrivate(Path path, Map<String, Object> attributes) throws IOException
    {
        int uid = (int)attributes.get("uid");
        int ownUid = (int)attributesOf(path.toAbsolutePath().getParent()).get("uid");
        int mode = (int)attributes.get("mode");
        int links = (int)attributes.get("nlink");
        if (uid != ownUid || mode != MODE_OF_A_PRIVATE_FILE || links != 1)
        {
            throw new CorruptLaneException(path + " is refused: uid=" + uid + " mode=" + Integer.toOctalString(mode) +
                " links=" + links + ", expected uid=" + ownUid + " as its folder, mode=" +
                Integer.toOctalString(MODE_OF_A_PRIVATE_FILE) + " and links=1");
        }
    }

    /** Removes a lane that somebody still has mapped, and keeps. Idempotent. */
    static void unlink(Path path)
    {
        unlink(path, FileSteps.REAL);
    }

    static void unlink(Path path, FileSteps steps)
    {
        try
        {
            steps.delete(path.resolveSibling(path.getFileName() + UNFINISHED_SUFFIX));
            steps.delete(path);
        }
        catch (IOException cause)
        {
            throw new BusException("the lane at " + path + " could not be removed: " + cause, cause);
        }
    }

    /**
     * Removes a lane that nobody writes to any more, and gives its memory back at once, though it is still mapped here.
     * Whoever reads it after that gets an {@link InternalError}. Idempotent.
     */
    void discard(FileSteps steps)
    {
        try
        {
            if (condition() != Condition.UNLINKED)
            {
                steps.truncate(path);
                steps.delete(path);
            }
        }
        catch (IOException cause)
        {
            throw new BusException("the lane at " + path + " could not be removed: " + cause, cause);
        }
    }

    void discard()
    {
        discard(FileSteps.REAL);
    }

    /** Is the file still what is mapped? To be asked now and then, off the data path. */
    Condition condition()
    {
        try
        {
            Map<String, Object> attributes = attributesOf(path);
            if (!Objects.equals(inode, inode(attributes)))
            {
                return Condition.UNLINKED;
            }
            return (long)attributes.get("size") < spec.totalLength() ? Condition.TRUNCATED : Condition.WHOLE;
        }
        catch (IOException gone)
        {
            return Condition.UNLINKED;
        }
    }

    Path path()
    {
        return path;
    }

    UnsafeBuffer memory()
    {
        return memory;
    }

    LaneSpec spec()
    {
        return spec;
    }

    private static Map<String, Object> attributesOf(Path path) throws IOException
    {
        return Files.readAttributes(path, IDENTITY, LinkOption.NOFOLLOW_LINKS);
    }

    private static Object inode(Map<String, Object> attributes)
    {
        return attributes.get("dev") + ":" + attributes.get("ino");
    }
}
