package org.gradientbus.ipc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.gradientbus.testkit.Await;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Nodes in processes of their own: they find each other, die, stop, and are cleared away. */
@Timeout(120)
class NodesTest
{
    private static final String DOMAIN = "../nodes of a test";
    private static final int STARTERS = 50;
    private static final int CLEANERS = 20;

    @TempDir
    private Path temporary;

    private final List<Child> children = new ArrayList<>();

    @AfterEach
    void endChildren()
    {
        children.forEach(Child::close);
        children.forEach(Child::join);
    }

    private Path base()
    {
        return temporary.resolve("b");
    }

    private DomainDirectory directory()
    {
        return DomainDirectory.of(Optional.of(base()), DOMAIN, ProcessIdentity.current().uid());
    }

    private Child spawn()
    {
        Child child = Child.spawn(base(), DOMAIN);
        children.add(child);
        return child;
    }

    private Child start()
    {
        Child child = spawn();
        child.order("start");
        return child;
    }

    private List<Child> startPair()
    {
        List<Child> pair = List.of(start(), start());
        pair.get(0).await("peer " + pair.get(1).endpoint());
        pair.get(1).await("peer " + pair.get(0).endpoint());
        return pair;
    }

    @Test
    void shouldFindEachOtherAndLeaveNothingWhenBothCloseInGoodOrder()
    {
        List<Child> pair = startPair();
        pair.get(0).ask("close", "closed");
        pair.get(1).await("gone " + pair.get(0).endpoint());
        pair.get(1).ask("close", "closed");
        assertFalse(Files.exists(base()), "the last one removes what is empty");
    }

    @Test
    void shouldAllFindEachOtherWhenFiftyStartAtOnce()
    {
        List<Child> starters = new ArrayList<>();
        for (int i = 0; i < STARTERS; i++)
        {
            starters.add(spawn());
        }
        starters.forEach((each) -> each.await("ready"));
        long startNs = System.nanoTime();
        starters.forEach((each) -> each.order("start"));
        Set<String> everybody = new TreeSet<>();
        starters.forEach((each) -> everybody.add(each.endpoint()));
        assertEquals(STARTERS, everybody.size());
        for (Child each : starters)
        {
            Set<String> seen = new TreeSet<>(Set.of(each.endpoint()));
            for (int i = 1; i < STARTERS; i++)
            {
                seen.add(each.await("peer"));
            }
            assertEquals(everybody, seen);
        }
        System.out.println(STARTERS + " nodes converged in " + (System.nanoTime() - startNs) / 1_000_000 + " ms");
        starters.forEach((each) -> assertFalse(each.lines().stream().anyMatch((line) -> line.startsWith("error")),
            () -> each + " said " + each.lines()));
        starters.forEach(Child::close);
        starters.forEach(Child::join);
        sweepAll();
        assertFalse(Files.exists(base()));
    }

    @Test
    void shouldTellOfDeathAndSweepWhenAProcessIsKilled()
    {
        List<Child> pair = startPair();
        Child third = start();
        third.await("peer " + pair.get(0).endpoint());
        String victim = pair.get(0).endpoint();
        long killedNs = System.nanoTime();
        pair.get(0).kill();
        pair.get(1).await("gone " + victim);
        System.out.println("death told after " + (System.nanoTime() - killedNs) / 1_000_000 + " ms");
        third.await("gone " + victim);
        Await.until("a swept folder", () -> !Files.exists(directory().node(victim)));
        assertEquals(2, pair.get(1).ask("send " + third.endpoint() + " 2", "accepted").charAt(0) - '0');
        Await.until("delivery between survivors", () -> third.ask("received", "received").equals("2"));
    }

    @Test
    void shouldTellOfNoDeathWhenAProcessIsStoppedAndGoOnWhenItContinues()
    {
        List<Child> pair = startPair();
        Child stopped = pair.get(0);
        Child other = pair.get(1);
        other.ask("send " + stopped.endpoint() + " 3", "accepted");
        stopped.signal("STOP");
        other.await("silent " + stopped.endpoint());
        other.ask("send " + stopped.endpoint() + " 5", "accepted 5");
        assertTrue(Files.exists(directory().node(stopped.endpoint()).resolve(NodeFile.NAME)));
        stopped.signal("CONT");
        other.await("answers " + stopped.endpoint());
        Await.until("all frames", () -> stopped.ask("received", "received").equals("8"));
        assertFalse(other.hasSaid("gone " + stopped.endpoint()));
        assertFalse(stopped.hasSaid("silent " + other.endpoint()), "who was stopped himself accuses nobody");
    }

    @Test
    void shouldMeetAProcessThatIsStoppedWhenANewcomerStarts()
    {
        Child stopped = start();
        stopped.endpoint();
        stopped.signal("STOP");
        Child newcomer = start();
        newcomer.await("peer " + stopped.endpoint());
        newcomer.ask("send " + stopped.endpoint() + " 4", "accepted 4");
        stopped.signal("CONT");
        stopped.await("peer " + newcomer.endpoint());
        Await.until("frames of one who came meanwhile", () -> stopped.ask("received", "received").equals("4"));
    }

    @Test
    void shouldDeliverWhatWasAcceptedAndRemoveTheLaneWhenTheSenderIsKilled()
    {
        List<Child> pair = startPair();
        Child receiver = pair.get(0);
        Child sender = pair.get(1);
        receiver.order("poll false");
        sender.ask("send " + receiver.endpoint() + " 5", "accepted 5");
        assertEquals("ACCEPTED", sender.ask("claim " + receiver.endpoint(), "claimed"));
        sender.ask("send " + receiver.endpoint() + " 7", "accepted 7");
        Path lane = directory().node(receiver.endpoint())
            .resolve(OutgoingLanes.fileName(Long.parseUnsignedLong(sender.endpoint(), 16), NodeProgram.LOOP));
        assertTrue(Files.exists(lane));
        sender.kill();
        receiver.await("gone " + sender.endpoint());
        assertTrue(Files.exists(lane), "nothing is removed before it is handled");
        receiver.order("poll true");
        Await.until("all frames", () -> receiver.ask("received", "received").equals("12"));
        Await.until("a lane removed", () -> !Files.exists(lane));
    }

    @Test
    void shouldDeliverWhatWasAcceptedWhenTheSenderLeavesAtOnce()
    {
        List<Child> pair = startPair();
        pair.get(1).order("send " + pair.get(0).endpoint() + " 9");
        pair.get(1).order("close");
        pair.get(1).await("closed");
        Await.until("all frames", () -> pair.get(0).ask("received", "received").equals("9"));
    }

    @Test
    void shouldReportAndMakeItsFilesAnewWhenTheyAreRemovedDuringTraffic() throws IOException
    {
        List<Child> pair = startPair();
        pair.get(0).ask("send " + pair.get(1).endpoint() + " 1", "accepted 1");
        Path folder = directory().node(pair.get(1).endpoint());
        for (String each : SafeFiles.names(folder))
        {
            Files.delete(folder.resolve(each));
        }
        Files.delete(folder);
        assertTrue(pair.get(1).await("error").contains("were removed while it was at work"));
        pair.get(0).ask("send " + pair.get(1).endpoint() + " 2", "accepted 2");
        Await.until("traffic that goes on", () -> pair.get(1).ask("received", "received").equals("3"));
        Child newcomer = start();
        newcomer.await("peer " + pair.get(1).endpoint());
        newcomer.ask("send " + pair.get(1).endpoint() + " 4", "accepted 4");
        Await.until("a newcomer's frames", () -> pair.get(1).ask("received", "received").equals("7"));
        assertFalse(pair.get(0).hasSaid("gone " + pair.get(1).endpoint()));
        pair.get(1).kill();
        pair.get(0).await("gone " + pair.get(1).endpoint());
    }

    @Test
    void shouldRemoveEachDeadNodeOnceWhenTwentyCleanersRace()
    {
        List<Child> victims = new ArrayList<>();
        for (int i = 0; i < 5; i++)
        {
            Child victim = spawn();
            victim.order("open");
            victims.add(victim);
        }
        victims.forEach(Child::endpoint);
        Child bystander = start();
        bystander.endpoint();
        List<Child> cleaners = new ArrayList<>();
        for (int i = 0; i < CLEANERS; i++)
        {
            cleaners.add(spawn());
        }
        cleaners.forEach((each) -> each.await("ready"));
        bystander.signal("STOP");
        victims.forEach(Child::kill);
        cleaners.forEach((each) -> each.order("sweep"));
        int removed = cleaners.stream().mapToInt((each) -> Integer.parseInt(each.await("swept"))).sum();
        assertEquals(victims.size(), removed);
        bystander.signal("CONT");
        assertEquals(List.of(bystander.endpoint()), names(directory().folder()));
    }

    @Test
    void shouldBeSweptByTheNextWhenAProcessDiesAtAnyStepOfItsNodesLife()
    {
        List<String> steps = List.of("make base", "make domain", "make node", "make lock", "take lock",
            "make node file", "bind socket", "publish node", "use node", "quarantine", "delete lock", "delete node",
            "delete wake", "delete folder");
        List<Child> victims = new ArrayList<>();
        for (String each : steps)
        {
            Child victim = spawn();
            victim.order("failAt " + each.replace(' ', '_'));
            victims.add(victim);
        }
        victims.forEach((each) -> each.await("dying"));
        victims.forEach((each) -> assertEquals(137, each.join()));
        sweepAll();
        assertFalse(Files.exists(base()));
    }

    @Test
    void shouldBeFinishedByTheNextWhenASweeperDiesAtAnyStep()
    {
        for (String step : List.of("quarantine", "delete lock", "delete node", "delete wake", "delete folder"))
        {
            Child victim = spawn();
            victim.order("open");
            victim.endpoint();
            victim.kill();
            Child sweeper = spawn();
            sweeper.order("sweepAt " + step.replace(' ', '_'));
            sweeper.await("dying");
            sweeper.join();
            assertTrue(Files.exists(base()), step);
            sweepAll();
            assertFalse(Files.exists(base()), step);
        }
    }

    private void sweepAll()
    {
        Child sweeper = spawn();
        sweeper.ask("sweep", "swept");
    }

    private static List<String> names(Path folder)
    {
        try (Stream<Path> entries = Files.list(folder))
        {
            return entries.map((each) -> each.getFileName().toString()).sorted().toList();
        }
        catch (IOException failure)
        {
            throw new AssertionError(failure);
        }
    }
}
