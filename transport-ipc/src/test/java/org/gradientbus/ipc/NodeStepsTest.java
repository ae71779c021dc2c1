package org.gradientbus.ipc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Every place at which a process may die while it makes, leaves or sweeps a node, each with every place at which the
 * next sweeper and the one after it may die: what a sweeper that lives finds in the end, it clears.
 */
class NodeStepsTest
{
    private static final int FOR_EVER = Integer.MAX_VALUE;
    private static final String DOMAIN = "steps";

    @TempDir
    private Path temporary;

    private final ProcessIdentity self = ProcessIdentity.current();
    private DomainDirectory directory;
    private long lastId;

    @BeforeEach
    void makeDirectory()
    {
        directory = DomainDirectory.of(Optional.of(temporary.resolve("b")), DOMAIN, self.uid());
    }

    /** Dies before its n-th step: the kernel closes what it held, and no code of its own runs any more. */
    private static final class Mortal implements Steps
    {
        private final List<AutoCloseable> held = new ArrayList<>();
        private int stepsToLive;

        Mortal(int stepsToLive)
        {
            this.stepsToLive = stepsToLive;
        }

        @Override
        public void before(String step)
        {
            if (--stepsToLive < 0)
            {
                throw new Death();
            }
        }

        @Override
        public void opened(AutoCloseable opened)
        {
            held.add(opened);
        }

        void end()
        {
            try
            {
                for (AutoCloseable each : held)
                {
                    each.close();
                }
            }
            catch (Exception failure)
            {
                throw new AssertionError(failure);
            }
        }
    }

    private static final class Death extends Error
    {
        private static final long serialVersionUID = 1L;
    }

    /** A process that is not this one, as far as names of files tell. */
    private ProcessIdentity stranger()
    {
        return new ProcessIdentity(1, self.uid(), ++lastId);
    }

    private NodeFile.Card card(ProcessIdentity owner)
    {
        return new NodeFile.Card(++lastId, owner.hash(), owner.pid(), 0, 1024, DOMAIN, "");
    }

    /** Makes a node with a lane in it, and leaves again. Returns true when it came to the end alive. */
    private boolean live(int steps) throws IOException
    {
        Mortal mortal = new Mortal(steps);
        ProcessIdentity owner = stranger();
        try
        {
            NodeFolder folder = NodeFolder.create(directory, card(owner), owner, 1, mortal);
            Files.createFile(folder.path().resolve("0000000000000000-0.lane"));
            folder.remove(mortal);
            return true;
        }
        catch (Death death)
        {
            return false;
        }
        finally
        {
            mortal.end();
        }
    }

    private boolean sweep(int steps) throws IOException
    {
        try
        {
            new Sweeper(directory, stranger(), 0, new Mortal(steps)).sweep();
            return true;
        }
        catch (Death death)
        {
            return false;
        }
    }

    @Test
    void shouldLeaveNothingWhereverTheOwnerAndTwoSweepersDie() throws IOException
    {
        NodeFolder bystander = NodeFolder.create(directory, card(self), self, 1, Steps.NONE);
        List<String> expected = List.of(bystander.path().getFileName().toString());
        int states = 0;
        boolean isOwnerAlive = false;
        for (int ownerSteps = 0; !isOwnerAlive; ownerSteps++)
        {
            boolean isFirstAlive = false;
            for (int first = 0; !isFirstAlive; first++)
            {
                boolean isSecondAlive = false;
                for (int second = 0; !isSecondAlive; second++)
                {
                    isOwnerAlive = live(ownerSteps);
                    isFirstAlive = sweep(first);
                    isSecondAlive = sweep(second);
                    assertTrue(sweep(FOR_EVER));
                    assertEquals(expected, SafeFiles.names(directory.folder()),
                        "owner died at " + ownerSteps + ", sweepers at " + first + " and " + second);
                    states++;
                }
            }
        }
        System.out.println("node's folder: " + states + " histories of deaths");
        assertTrue(bystander.isIntact(self));
        bystander.remove(Steps.NONE);
        assertTrue(!Files.exists(directory.base()));
    }

    @Test
    void shouldBeWholeOrNotThereWhenSeenAtAnyStep() throws IOException
    {
        for (int steps = 0; !live(steps); steps++)
        {
            for (String each : directory.nodeIds())
            {
                assertEquals(each, DomainDirectory.id(NodeFile.open(directory.node(each), self.uid()).card().nodeId()));
                assertTrue(NodeLock.lockName(directory.node(each)) != null);
            }
            sweep(FOR_EVER);
        }
    }

    @Test
    void shouldBeMadeInTheEndWhenASweeperComesAtAnyStep() throws IOException
    {
        for (int disturbed = 0; disturbed < 12; disturbed++)
        {
            int[] left = {disturbed};
            ProcessIdentity owner = stranger();
            NodeFolder folder = NodeFolder.create(directory, card(owner), owner, 1, (step) ->
            {
                try
                {
                    if (left[0]-- == 0)
                    {
                        sweep(FOR_EVER);
                    }
                }
                catch (IOException failure)
                {
                    throw new AssertionError(failure);
                }
            });
            sweep(FOR_EVER);
            assertTrue(folder.isIntact(owner), "swept at step " + disturbed);
            folder.remove(Steps.NONE);
        }
    }

    @Test
    void shouldBeLeftAloneByItsOwnProcessWhileItIsMade() throws IOException
    {
        NodeFolder bystander = NodeFolder.create(directory, card(self), self, 1, Steps.NONE);
        NodeFolder folder = NodeFolder.create(directory, card(self), self, 1, (step) ->
        {
            try
            {
                assertEquals(List.of(), new Sweeper(directory, self, 0, Steps.NONE).sweep());
            }
            catch (IOException failure)
            {
                throw new AssertionError(failure);
            }
        });
        assertTrue(folder.isIntact(self));
        folder.remove(Steps.NONE);
        bystander.remove(Steps.NONE);
    }

    @Test
    void shouldMakeTheBaseAnewWhenOthersRemoveItWhileADomainIsMade() throws IOException
    {
        int[] removals = {0};
        directory.ensure((step) ->
        {
            if (step.equals("make domain") && removals[0]++ < 5)
            {
                removeBase();
            }
        });
        assertTrue(directory.isThere());
        assertEquals(6, removals[0]);
    }

    @Test
    void shouldExamineThePlaceWhenOthersMakeAndRemoveTheBaseAllTheTime() throws InterruptedException
    {
        AtomicBoolean isEnding = new AtomicBoolean();
        Thread others = new Thread(() ->
        {
            while (!isEnding.get())
            {
                directory.base().toFile().mkdir();
                removeBase();
            }
        });
        others.start();
        try
        {
            for (int i = 0; i < 3000; i++)
            {
                directory.checkPlace(1);
            }
        }
        finally
        {
            isEnding.set(true);
            others.join();
        }
    }

    private void removeBase()
    {
        assertTrue(directory.base().toFile().delete());
    }
}
