package org.gradientbus.cli.doctor;

import org.gradientbus.BusException;
import org.gradientbus.cli.Captured;
import org.gradientbus.cli.ExitStatus;
import org.gradientbus.cli.JsonReader;
import org.gradientbus.ipc.NodeView;
import org.gradientbus.ipc.Vitality;
import org.gradientbus.process.Program;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.LongStream;

import static org.gradientbus.cli.doctor.Finding.Verdict.RIGHT;
import static org.gradientbus.cli.doctor.Finding.Verdict.WARNING;
import static org.gradientbus.cli.doctor.Finding.Verdict.WRONG;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class DoctorCommandTest
{
    private static final long MEBIBYTE = 1 << 20;
    private static final Path NOWHERE = Path.of("/no/such/folder");

    private final Captured captured = Captured.piped();

    @TempDir
    private Path scratch;

    @Test
    void shouldNameSubjectAndRemedyOfWhatIsWrong()
    {
        int status = run(List.of(
            () -> Finding.right("one", "as it should be"),
            () -> Finding.warning("two", "slow", "make it fast"),
            () -> Finding.wrong("three", "broken", "mend it")));

        assertEquals(ExitStatus.WRONG, status);
        assertEquals(List.of(
            "ok       one                as it should be",
            "warning  two                slow",
            "                            -> make it fast",
            "WRONG    three              broken",
            "                            -> mend it",
            "1 wrong, 1 to be aware of."), captured.out().lines().toList());
    }

    @Test
    void shouldBeContentWhenThereAreWarningsAlone()
    {
        assertEquals(ExitStatus.RIGHT, run(List.of(() -> Finding.warning("two", "slow", "make it fast"))));
        assertEquals(ExitStatus.RIGHT, run(List.of(() -> Finding.right("one", "as it should be"))));
        assertTrue(captured.out().endsWith("All is well.\n"), captured.out());
    }

    @Test
    void shouldPrintJsonWhenWanted() throws IOException
    {
        run(List.of(() -> Finding.wrong("three", "broken", "mend it")), "--json");

        Map<?, ?> report = (Map<?, ?>)JsonReader.read(captured.out());
        assertEquals(List.of(Map.of("subject", "three", "verdict", "wrong", "found", "broken", "remedy", "mend it")),
            report.get("findings"));
    }

    @Test
    void shouldLookAtAllOfThisHost()
    {
        List<Finding> findings = Checks.ofThisHost().stream().map(Supplier::get).toList();

        findings.forEach((each) -> assertEquals(each.verdict() == RIGHT, each.remedy().isEmpty(), each::toString));
        assertEquals(RIGHT, findings.get(0).verdict());
        assertEquals(RIGHT, findings.get(1).verdict(), findings.get(1)::toString);
    }

    @Test
    void shouldSayWhenJavaIsTooOld()
    {
        assertEquals(WRONG, Jvm.version(Runtime.Version.parse("11.0.2")).verdict());
        assertEquals(RIGHT, Jvm.version(Runtime.Version.parse("25")).verdict());
    }

    @Test
    void shouldSayWhenABusCannotOpenWithoutFlags()
    {
        // Without the class path there is no bus to open.
        Finding finding = Jvm.opening(Jvm.probe().withProgram(new Program.JavaMain(
            "no.such.Program", List.of(), List.of(), Path.of(System.getProperty("java.home")))));

        assertEquals(WRONG, finding.verdict());
        assertTrue(finding.found().contains("no.such.Program"), finding.found());
        assertTrue(finding.remedy().contains("--add-opens"), finding.remedy());
    }

    @Test
    void shouldJudgeSharedMemoryByTypeAndRoom()
    {
        SharedMemory memory = sharedMemory(scratch);

        assertEquals(RIGHT, memory.size("tmpfs", 1024 * MEBIBYTE, 1024 * MEBIBYTE).verdict());
        assertEquals(WARNING, memory.size("tmpfs", 64 * MEBIBYTE, 64 * MEBIBYTE).verdict());
        assertEquals(WRONG, memory.size("tmpfs", 64 * MEBIBYTE, MEBIBYTE).verdict());
        assertEquals(WARNING, memory.size("ext4", 1024 * MEBIBYTE, 1024 * MEBIBYTE).verdict());
        assertEquals(WRONG, sharedMemory(NOWHERE).size().verdict());
    }

    @Test
    void shouldJudgeBaseDirectoryByOwnerAndMode() throws IOException
    {
        SharedMemory memory = sharedMemory(scratch);
        assertEquals(RIGHT, memory.permissions().verdict());

        Files.createDirectory(memory.base());
        Files.setPosixFilePermissions(memory.base(), PosixFilePermissions.fromString("rwx------"));
        assertEquals(RIGHT, memory.permissions().verdict());

        Files.setPosixFilePermissions(memory.base(), PosixFilePermissions.fromString("rwxr-x---"));
        assertEquals("chmod 0700 " + memory.base(), memory.permissions().remedy());

        SharedMemory ofAnother = new SharedMemory(scratch, memory.base(), "nobody-of-that-name");
        assertTrue(ofAnother.permissions().found().contains("belongs to"), ofAnother.permissions()::toString);
    }

    @Test
    void shouldFollowNoLinkToBaseDirectory() throws IOException
    {
        SharedMemory memory = sharedMemory(scratch);
        Files.createSymbolicLink(memory.base(), NOWHERE);

        assertEquals(WRONG, memory.permissions().verdict());
        assertTrue(memory.permissions().found().contains("is no directory"), memory.permissions()::toString);
    }

    @Test
    void shouldJudgeClockByItsSteps() throws IOException
    {
        Path tsc = Files.writeString(scratch.resolve("tsc"), "tsc\n");
        Path hpet = Files.writeString(scratch.resolve("hpet"), "hpet\n");

        assertEquals(RIGHT, new Clocks(steps(20), tsc).look().verdict());
        assertEquals(RIGHT, new Clocks(steps(20), NOWHERE).look().verdict());
        assertEquals(WARNING, new Clocks(steps(20), hpet).look().verdict());
        assertEquals(WARNING, new Clocks(steps(4_000_000), tsc).look().verdict());
        assertEquals(WRONG, new Clocks(steps(-1), tsc).look().verdict());
        assertEquals(WRONG, new Clocks(steps(0), tsc).look().verdict());
    }

    @Test
    void shouldWarnOfSpinningWhenCoresAreFew()
    {
        assertEquals(WARNING, new Cores(2).look().verdict());
        assertEquals(RIGHT, new Cores(4).look().verdict());
        assertFalse(new Cores(1).look().remedy().isEmpty());
    }

    @Test
    void shouldSayWhatTheDeadLeft()
    {
        assertEquals(RIGHT, Leftovers.look(() -> List.of(node(Vitality.ALIVE))).verdict());
        assertEquals("gradient clean",
            Leftovers.look(() -> List.of(node(Vitality.ALIVE), node(Vitality.DEAD))).remedy());
        assertTrue(Leftovers.look(() -> List.of(node(Vitality.DAMAGED))).found().contains("its lock file is missing"));
        assertEquals(WARNING, Leftovers.look(() -> List.of(node(Vitality.UNRESPONSIVE))).verdict());

        Finding refused = Leftovers.look(() ->
        {
            throw new BusException("not yours");
        });
        assertEquals(WRONG, refused.verdict());
        assertEquals("not yours", refused.found());
    }

    @Test
    void shouldSayWhatTheHostRungWouldSay()
    {
        assertEquals(RIGHT, HostRung.look(Optional::empty).verdict());
        assertEquals("no room", HostRung.look(() -> Optional.of("no room")).found());
        assertEquals(WRONG, HostRung.look(() -> Optional.of("no room")).verdict());

        Finding elsewhere = HostRung.look(() ->
        {
            throw new BusException("works on Linux only");
        });
        assertEquals(WRONG, elsewhere.verdict());
        assertEquals("works on Linux only", elsewhere.found());
    }

    private static NodeView node(Vitality vitality)
    {
        return new NodeView(1, "trading", "", 1, Instant.EPOCH, vitality, List.of(), Map.of(), 0, List.of(),
            "its lock file is missing");
    }

    private SharedMemory sharedMemory(Path folder)
    {
        return new SharedMemory(folder, folder.resolve("gradient-0"), owner());
    }

    private String owner()
    {
        try
        {
            return Files.getOwner(scratch).getName();
        }
        catch (IOException failure)
        {
            throw new AssertionError(failure);
        }
    }

    private static LongSupplier steps(long stepNs)
    {
        Iterator<Long> readings = LongStream.iterate(0, (each) -> each + stepNs).iterator();
        return readings::next;
    }

    private int run(List<Supplier<Finding>> checks, String... arguments)
    {
        return new CommandLine(new DoctorCommand(captured.terminal(), checks)).execute(arguments);
    }
}
