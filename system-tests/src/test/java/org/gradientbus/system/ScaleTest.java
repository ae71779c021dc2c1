package org.gradientbus.system;

import org.gradientbus.Binding;
import org.gradientbus.Bus;
import org.gradientbus.DirectoryListener;
import org.gradientbus.testkit.Await;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** Dozens of processes, thousands of mailboxes: everybody knows the same. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class ScaleTest
{
    private static final int PROCESSES = 20;
    private static final int MAILBOXES = 100;
    private static final int STARTERS = 50;

    private final HostDomain domain = new HostDomain();

    @AfterEach
    void end()
    {
        domain.close();
    }

    private List<Jvm> start(int processes)
    {
        List<Jvm> jvms = new ArrayList<>();
        for (int i = 0; i < processes; i++)
        {
            jvms.add(domain.startShortLived(MemberProgram.class, Integer.toString(i)));
        }
        jvms.forEach((each) -> each.await("ready"));
        return jvms;
    }

    /** When the last of them knew so much; their clocks are one, that of the host. */
    private static long lastNs(List<Jvm> jvms)
    {
        long last = Long.MIN_VALUE;
        try
        {
            for (Jvm each : jvms)
            {
                last = Math.max(last, Long.parseLong(each.await("complete")));
            }
        }
        catch (AssertionError incomplete)
        {
            jvms.forEach((each) -> System.out.println(each + " " + each.ask("state", "state") + " " + each.untold()));
            throw incomplete;
        }
        return last;
    }

    private static void assertSameDirectory(List<Jvm> jvms)
    {
        Set<String> digests = jvms.stream().map((each) -> each.ask("digest", "digest")).collect(Collectors.toSet());
        assertEquals(1, digests.size(), digests::toString);
    }

    @Test
    void shouldAllKnowEachMailboxWhenTwentyProcessesBindAHundredEach(TestInfo test)
    {
        List<Jvm> jvms = start(PROCESSES);
        jvms.forEach((each) -> each.order("open"));
        jvms.forEach((each) -> each.await("opened"));
        jvms.forEach((each) -> each.ask("peers " + (PROCESSES - 1), "met"));
        jvms.forEach((each) -> each.order("expect " + PROCESSES * MAILBOXES));
        jvms.forEach((each) -> each.await("expecting"));
        long startNs = System.nanoTime();
        jvms.forEach((each) -> each.order("bind " + MAILBOXES));
        double ms = (lastNs(jvms) - startNs) / 1e6;
        assertSameDirectory(jvms);
        Bus late = domain.open();
        long lateNs = System.nanoTime();
        Await.until("all that a newcomer is to know", () -> known(late) == PROCESSES * MAILBOXES);
        double lateMs = (System.nanoTime() - lateNs) / 1e6;
        long rss = jvms.stream().mapToLong((each) -> each.statusKb("VmRSS")).sum() / PROCESSES;
        long ownKb = jvms.stream().mapToLong((each) -> each.statusKb("RssAnon")).sum() / PROCESSES;
        long sharedKb = jvms.stream().mapToLong((each) -> each.statusKb("RssShmem")).sum() / PROCESSES;
        Figures.tell(test, "processes=%d mailboxes=%d: all know all after %.0f ms, a newcomer %.0f ms after it opened" +
            "; memory of each: %d KB, of these anonymous %d KB and shared %d KB; files of the domain: %d KB",
            PROCESSES, PROCESSES * MAILBOXES, ms, lateMs, rss, ownKb, sharedKb, filesKb());
    }

    private long filesKb()
    {
        return domain.files().stream().mapToLong((each) -> each.toFile().isFile() ? each.toFile().length() : 0).sum() /
            1024;
    }

    private static long known(Bus bus)
    {
        List<Binding> known = new ArrayList<>();
        DirectoryListener collect = known::add;
        bus.watch("scale/*/*", collect).close();
        return known.size();
    }

    @Test
    void shouldEndWithOneDirectoryWhenFiftyProcessesStartAtOnce(TestInfo test)
    {
        List<Jvm> jvms = start(STARTERS);
        jvms.forEach((each) -> each.order("expect-after-open " + STARTERS));
        long startNs = System.nanoTime();
        jvms.forEach((each) -> each.order("open"));
        jvms.forEach((each) -> each.order("bind 1"));
        double ms = (lastNs(jvms) - startNs) / 1e6;
        assertSameDirectory(jvms);
        double cpuMs = jvms.stream().mapToLong(Jvm::cpuNs).sum() / 1e6 / STARTERS;
        Figures.tell(test, "processes=%d: all know all after %.0f ms; processor time of each, its start included: " +
            "%.0f ms; files of the domain: %d KB", STARTERS, ms, cpuMs, filesKb());
        domain.endAndAssertNothingRemains(jvms.get(0));
    }
}
