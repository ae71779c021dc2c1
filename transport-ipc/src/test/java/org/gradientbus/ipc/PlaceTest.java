package org.gradientbus.ipc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.agrona.concurrent.SystemNanoClock;
import org.gradientbus.BusException;
import org.gradientbus.spi.Transport;
import org.gradientbus.spi.TransportContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Places that will not do are refused before there is any traffic, with a message that helps. */
class PlaceTest
{
    private static final int OTHER_UID = 65534;

    @TempDir
    private Path temporary;

    /** What another user may walk through, unlike JUnit's own folder. */
    private Path open;

    @BeforeEach
    void openToAll() throws IOException
    {
        Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rwxr-xr-x"));
        open = Files.createDirectory(temporary.resolve("open"));
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
    }

    private static Transport open(Path base)
    {
        return new IpcTransportProvider().open(new TransportContext("place", "", 7, Optional.of(base), 1024,
            SystemNanoClock.INSTANCE, (error) ->
            {
                throw new AssertionError(error);
            }));
    }

    private static String refusal(Path base)
    {
        return assertThrows(BusException.class, () -> open(base)).getMessage();
    }

    private static void assertTells(String message, String... parts)
    {
        for (String each : parts)
        {
            assertTrue(message.contains(each), () -> "no \"" + each + "\" in: " + message);
        }
    }

    private static int run(String... command) throws IOException, InterruptedException
    {
        return new ProcessBuilder(command).redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor();
    }

    private static void requireOtherUser() throws IOException, InterruptedException
    {
        assumeTrue(ProcessIdentity.current().uid() == 0, "only root can act as another user");
        assumeTrue(Files.exists(Path.of("/usr/bin/setpriv")) && asOther("true") == 0, "setpriv is not allowed here");
    }

    private static int asOther(String... command) throws IOException, InterruptedException
    {
        List<String> all = new ArrayList<>(List.of("setpriv", "--reuid", Integer.toString(OTHER_UID), "--regid",
            Integer.toString(OTHER_UID), "--clear-groups"));
        all.addAll(List.of(command));
        return run(all.toArray(new String[0]));
    }

    @Test
    void shouldMakeFoldersAndFilesForTheOwnerAloneWhenOpened() throws IOException
    {
        Path base = open.resolve("b");
        try (Transport transport = open(base))
        {
            DomainDirectory directory = DomainDirectory.of(Optional.of(base), "place", ProcessIdentity.current().uid());
            Path node = directory.node(transport.endpoint());
            for (Path each : List.of(base, directory.folder(), node))
            {
                assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(each)));
            }
            for (String each : SafeFiles.names(node))
            {
                assertEquals("rw-------",
                    PosixFilePermissions.toString(Files.getPosixFilePermissions(node.resolve(each))), each);
            }
        }
        assertFalse(Files.exists(base));
    }

    @Test
    void shouldStayInItsBaseWhateverTheDomainIsCalled() throws IOException
    {
        Path base = open.resolve("deep").resolve("b");
        Files.createDirectory(base.getParent());
        for (String each : List.of("../x", "/etc", "..", ".", "a/../../b", "\0", "x".repeat(5_000), " ", "é\n"))
        {
            DomainDirectory directory = DomainDirectory.of(Optional.of(base), each, ProcessIdentity.current().uid());
            assertEquals(base, directory.folder().getParent());
            assertTrue(DomainDirectory.isId(directory.folder().getFileName().toString()));
        }
        DomainDirectory directory = DomainDirectory.of(Optional.of(base), "x", 0);
        for (String each : List.of("..", "../0000000000000000", "0000000000000000/..", "", "nobody's", "0"))
        {
            assertThrows(BusException.class, () -> directory.node(each));
        }
    }

    @Test
    void shouldNameTheSettingWhenTheParentIsMissing()
    {
        assertTells(refusal(open.resolve("nowhere").resolve("b")), "nowhere is missing", "wanted=",
            "BusConfig.hostDirectory");
    }

    @Test
    void shouldNameTheSizesAndTheSettingWhenThePlaceIsTooSmall() throws IOException, InterruptedException
    {
        assumeTrue(run("unshare", "-m", "true") == 0, "mounting is not allowed here");
        try (Child child = Child.spawn(open.resolve("b"), "small", "unshare", "-m", "sh", "-c",
            "mount -t tmpfs -o size=16k none " + open + " && exec \"$@\"", "sh"))
        {
            child.order("start");
            assertTells(child.await("failed"), "no room in " + open.resolve("b"), "wanted=", "free=16384",
                "BusConfig.hostDirectory");
        }
    }

    @Test
    void shouldNameTheLimitWhenThePathIsTooLongForASocket() throws IOException
    {
        Path longer = Files.createDirectory(open.resolve("x".repeat(80)));
        assertTells(refusal(longer.resolve("b")), "too long", "exceeds 107", "BusConfig.hostDirectory");
    }

    @Test
    void shouldRefuseABaseThatIsALinkOrAFile() throws IOException
    {
        Path target = Files.createDirectory(open.resolve("target"));
        assertTells(refusal(Files.createSymbolicLink(open.resolve("link"), target)), "is a symbolic link");
        assertTells(refusal(Files.createFile(open.resolve("file"))), "is not a folder");
    }

    @Test
    void shouldRefuseABaseThatOthersCanEnter() throws IOException
    {
        Path base = Files.createDirectory(open.resolve("b"));
        Files.setPosixFilePermissions(base, PosixFilePermissions.fromString("rwxr-x---"));
        assertTells(refusal(base), "is open to others", "0750", "BusConfig.hostDirectory");
    }

    @Test
    void shouldRefuseABaseThatAnotherUserMadeBefore() throws IOException, InterruptedException
    {
        requireOtherUser();
        Path base = open.resolve("b");
        assertEquals(0, asOther("mkdir", "-m", "700", base.toString()));
        assertTells(refusal(base), "belongs to uid=" + OTHER_UID, "not to uid=0");
        assertEquals(0, asOther("rmdir", base.toString()));
        assertEquals(0, asOther("ln", "-s", "/tmp", base.toString()));
        assertTells(refusal(base), "is a symbolic link");
        Files.delete(base);
    }

    @Test
    void shouldGiveAnotherUserNothingToListReadReplaceOrMake() throws IOException, InterruptedException
    {
        requireOtherUser();
        Path base = open.resolve("b");
        // As /dev/shm: everybody may make files, and nobody may remove those of others.
        assertEquals(0, run("chmod", "1777", open.toString()));
        try (Transport transport = open(base))
        {
            Path node = DomainDirectory.of(Optional.of(base), "place", 0).node(transport.endpoint());
            List<String> attacks = List.of(
                "ls " + base, "ls " + node, "cat " + node.resolve(NodeFile.NAME), "touch " + base.resolve("x"),
                "touch " + node.resolve("0000000000000001-0.lane"), "mv " + base + " " + open.resolve("c"),
                "rm -rf " + base, "ln " + node.resolve(NodeFile.NAME) + " " + open.resolve("hard"),
                "chmod 777 " + base, "ln -sfn /tmp " + node);
            for (String each : attacks)
            {
                assertTrue(asOther("sh", "-c", each) != 0, each);
            }
            assertTrue(Files.exists(node.resolve(NodeFile.NAME)));
        }
        assertFalse(Files.exists(base));
    }

    @Test
    void shouldRefuseANodeFileThatIsALinkOrHasTwoNames() throws IOException
    {
        Path base = open.resolve("b");
        int uid = ProcessIdentity.current().uid();
        try (Transport transport = open(base))
        {
            Path node = DomainDirectory.of(Optional.of(base), "place", uid).node(transport.endpoint());
            Path second = Files.createLink(open.resolve("second"), node.resolve(NodeFile.NAME));
            assertTells(assertThrows(BusException.class, () -> NodeFile.open(node, uid)).getMessage(), "hard links");
            Files.delete(second);
            Path other = Files.createDirectory(open.resolve("other"));
            Files.createSymbolicLink(other.resolve(NodeFile.NAME), node.resolve(NodeFile.NAME));
            assertTells(assertThrows(BusException.class, () -> NodeFile.open(other, uid)).getMessage(),
                "is a symbolic link");
        }
    }

    @Test
    void shouldSayWhichVersionWhenANodeFileIsOfAnother() throws IOException
    {
        Path base = open.resolve("b");
        int uid = ProcessIdentity.current().uid();
        try (Transport transport = open(base))
        {
            Path node = DomainDirectory.of(Optional.of(base), "place", uid).node(transport.endpoint());
            byte[] bytes = Files.readAllBytes(node.resolve(NodeFile.NAME));
            Path other = Files.createDirectory(open.resolve("other"));
            bytes[8]++;
            write(other, bytes);
            assertTells(assertThrows(IncompatibleVersionException.class, () -> NodeFile.open(other, uid)).getMessage(),
                "2", "1");
            bytes[0]++;
            write(other, bytes);
            assertTells(assertThrows(BusException.class, () -> NodeFile.open(other, uid)).getMessage(),
                "is no node file");
            write(other, new byte[100]);
            assertTells(assertThrows(BusException.class, () -> NodeFile.open(other, uid)).getMessage(),
                "is truncated");
        }
    }

    private static void write(Path folder, byte[] bytes) throws IOException
    {
        Path file = folder.resolve(NodeFile.NAME);
        Files.write(file, bytes);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    @Test
    void shouldSayThatItIsForLinuxWhenItIsNot()
    {
        assertTells(assertThrows(BusException.class, () -> IpcTransportProvider.requireLinux("Windows 11"))
            .getMessage(), "Linux only", "Windows 11");
    }

    @Test
    void shouldKnowItselfAgainAndNobodyElse()
    {
        assertEquals(ProcessIdentity.current(), ProcessIdentity.current());
        assertEquals(ProcessHandle.current().pid(), ProcessIdentity.current().pid());
    }
}
