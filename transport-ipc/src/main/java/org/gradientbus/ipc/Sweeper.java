package org.gradientbus.ipc;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Clears away what dead nodes left in a domain.
 *
 * <p>Any process may sweep at any time, and as many as like to. What is dead stays dead, since ids are never used
 * again; a folder is renamed before it is emptied, which succeeds for one of them; and what is renamed is nobody's, so
 * whoever finds it goes on with removing it. A sweeper that dies leaves nothing that the next one would not finish.
 */
final class Sweeper
{
    /** Between two steps of one who makes a folder lies less; he begins again when this was wrong. */
    static final long YOUNG_MS = 2_000;

    private final DomainDirectory directory;
    private final ProcessIdentity self;
    private final long youngMs;
    private final Steps steps;

    Sweeper(DomainDirectory directory, ProcessIdentity self)
    {
        this(directory, self, YOUNG_MS, Steps.NONE);
    }

    Sweeper(DomainDirectory directory, ProcessIdentity self, long youngMs, Steps steps)
    {
        this.directory = directory;
        this.self = self;
        this.youngMs = youngMs;
        this.steps = steps;
    }

    /**
     * Sweeps the domain once.
     *
     * @return what this sweeper removed, a line each; what another was faster at is not among it
     */
    List<String> sweep() throws IOException
    {
        List<String> removed = new ArrayList<>();
        for (String each : SafeFiles.names(directory.folder()))
        {
            Path path = directory.folder().resolve(each);
            if (each.startsWith(DomainDirectory.DEAD_PREFIX))
            {
                steps.before("go on with removal");
                NodeFolder.delete(path, steps);
                removed.add("went on with removing " + path);
            }
            else if (each.startsWith(DomainDirectory.NEW_PREFIX))
            {
                sweepUnfinished(path, removed);
            }
            else if (DomainDirectory.isId(each))
            {
                sweepNode(path, removed);
            }
        }
        directory.removeIfEmpty();
        return removed;
    }

    private void sweepUnfinished(Path path, List<String> removed) throws IOException
    {
        // The name says who makes it, since there may be no lock file yet that would.
        if (!path.getFileName().toString().contains("-" + self.hex()) && ageMs(path) >= youngMs && isOver(path))
        {
            steps.before("quarantine");
            if (NodeFolder.quarantine(directory, path, steps))
            {
                removed.add("removed the unfinished node " + path);
            }
        }
    }

    private boolean isOver(Path path)
    {
        NodeLock.Liveness liveness = NodeLock.probe(path, self);
        return liveness == NodeLock.Liveness.DEAD || liveness == NodeLock.Liveness.WITHOUT_LOCK;
    }

    private void sweepNode(Path path, List<String> removed) throws IOException
    {
        NodeLock.Liveness liveness = NodeLock.probe(path, self);
        // Without a lock file it was damaged by somebody. Its owner, if it lives, makes it anew within a second.
        if (liveness == NodeLock.Liveness.DEAD ||
            liveness == NodeLock.Liveness.WITHOUT_LOCK && ageMs(path) >= youngMs)
        {
            steps.before("quarantine");
            if (NodeFolder.quarantine(directory, path, steps))
            {
                removed.add("removed the dead node " + path);
            }
        }
    }

    /** Since the folder last changed, by the wall clock: a hint only. */
    private static long ageMs(Path path) throws IOException
    {
        try
        {
            return System.currentTimeMillis() -
                Files.getLastModifiedTime(path, LinkOption.NOFOLLOW_LINKS).toMillis();
        }
        catch (NoSuchFileException gone)
        {
            return -1;
        }
    }
}
