package org.gradientbus.rdma.ucx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.gradientbus.rdma.verbs.VerbsUnavailableException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Does it say what is wrong with the machine's UCX before anything is called?
 */
class UcxLibraryTest
{
    @TempDir
    private Path folder;

    private Path file(String bytes) throws IOException
    {
        return Files.writeString(folder.resolve("file"), bytes, StandardCharsets.ISO_8859_1);
    }

    @Test
    void shouldFindTheVersionAmongTheStringsOfALibrary() throws IOException
    {
        Path library = file("\u007fELF\0GLIBC_2.2.5\0GLIBC_2.3.4\0H\u008dA1.13.1\0%s\0 1.2.3.4\0");
        assertArrayEquals(new int[] { 1, 13, 1 }, UcxLibrary.versionOf(library).orElseThrow());
    }

    @Test
    void shouldFindNoVersionWhenThereIsNone() throws IOException
    {
        assertEquals(Optional.empty(), UcxLibrary.versionOf(file("\u007fELF\0GLIBC_2.2.5\0")));
        assertEquals(Optional.empty(), UcxLibrary.versionOf(folder.resolve("none")));
    }

    @Test
    void shouldFindWhereTheLibraryWasLoadedFrom() throws IOException
    {
        Path mappings = file("7f-8f r-xp 0 08:01 1 /usr/lib/libc.so.6\n" +
            "8f-9f r-xp 0 08:01 2                  /usr/lib/x86_64-linux-gnu/libucp.so.0.0.0\n");
        assertEquals(Path.of("/usr/lib/x86_64-linux-gnu/libucp.so.0.0.0"),
            UcxLibrary.loadedFrom(mappings).orElseThrow());
        assertEquals(Optional.empty(), UcxLibrary.loadedFrom(folder.resolve("none")));
    }

    @Test
    void shouldSayWhatToInstallWhenTheVersionDoesNotFit()
    {
        for (int[] version : new int[][] { { 1, 11, 9 }, { 0, 13, 0 }, { 2, 0, 0 } })
        {
            String message = assertThrows(VerbsUnavailableException.class,
                () -> UcxLibrary.checkVersion(Optional.of(version))).getMessage();
            assertTrue(message.contains("libucx0") && message.contains("1.12"), message);
        }
    }

    @Test
    void shouldLetPassWhatFitsAndWhatCannotBeTold()
    {
        UcxLibrary.checkVersion(Optional.of(new int[] { 1, 12, 0 }));
        UcxLibrary.checkVersion(Optional.of(new int[] { 1, 17, 0 }));
        UcxLibrary.checkVersion(Optional.empty());
    }
}
