package org.gradientbus.udp;

import org.gradientbus.BusException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Where the driver's files are: ours alone, and gone when nobody needs them. */
class DriverFolderTest
{
    private static final String DEAD = "1-00000000000000aa";

    @TempDir
    private Path base;

    @Test
    void shouldBeClosedToOthersWhenOpenAndLeaveNothingWhenClosed() throws IOException
    {
        try (DriverFolder first = new DriverFolder(Optional.of(base), 1);
            DriverFolder second = new DriverFolder(Optional.of(base), 2))
        {
            assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(ours())));
            for (DriverFolder each : new DriverFolder[]{first, second})
            {
                assertEquals("rwx------", PosixFilePermissions.toString(
                    Files.getPosixFilePermissions(each.aeron().getParent())));
            }
        }
        assertFalse(Files.exists(base));
    }

    @Test
    void shouldMakeThePlaceWhenItIsMissingAndLeaveWhatOthersHaveThere() throws IOException
    {
        Path missing = base.resolve("not").resolve("there");
        try (DriverFolder folder = new DriverFolder(Optional.of(missing), 1))
        {
            assertTrue(Files.exists(folder.aeron().getParent()));
            Files.createFile(missing.resolve("somebody's"));
        }
        try (Stream<Path> left = Files.list(missing))
        {
            assertEquals(List.of(missing.resolve("somebody's")), left.toList());
        }
    }

    @Test
    void shouldRemoveWhatADeadProcessLeftAndNothingElse() throws IOException
    {
        try (DriverFolder living = new DriverFolder(Optional.of(base), 1))
        {
            Files.createDirectories(ours().resolve(DEAD).resolve("aeron"));
            Files.writeString(ours().resolve(DEAD).resolve("aeron").resolve("cnc.dat"), "left");
            Files.createFile(ours().resolve(DEAD + ".lock"));

            try (DriverFolder next = new DriverFolder(Optional.of(base), 2))
            {
                assertFalse(Files.exists(ours().resolve(DEAD)));
                assertFalse(Files.exists(ours().resolve(DEAD + ".lock")));
                assertTrue(Files.exists(living.aeron().getParent()));
                assertTrue(Files.exists(next.aeron().getParent()));
            }
        }
    }

    @Test
    void shouldRemoveWhatDiedMeanwhileWhenClosed() throws IOException
    {
        try (DriverFolder living = new DriverFolder(Optional.of(base), 1))
        {
            assertTrue(Files.exists(living.aeron().getParent()));
            Files.createDirectories(ours().resolve(DEAD).resolve("aeron"));
            Files.createFile(ours().resolve(DEAD + ".lock"));
        }
        assertFalse(Files.exists(base));
    }

    @Test
    void shouldSayWhatIsWantedWhenThereIsNoRoom()
    {
        try (DriverFolder folder = new DriverFolder(Optional.of(base), 1))
        {
            folder.requireRoom(1);

            BusException refusal = assertThrows(BusException.class, () -> folder.requireRoom(Long.MAX_VALUE - 1));
            assertTrue(refusal.getMessage().contains("wanted=9223372036854775806 free="), refusal::getMessage);
        }
    }

    @Test
    void shouldRefuseThePlaceWhenItIsOpenToOthers() throws IOException
    {
        Files.createDirectory(ours());
        Files.setPosixFilePermissions(ours(), PosixFilePermissions.fromString("rwxr-xr-x"));

        BusException refusal = assertThrows(BusException.class, () -> new DriverFolder(Optional.of(base), 1));

        assertTrue(refusal.getMessage().contains("BusConfig.hostDirectory"), refusal.getMessage());
    }

    private Path ours() throws IOException
    {
        return base.resolve("gradient-udp-" + Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
    }
}
