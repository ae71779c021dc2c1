package org.gradientbus.ipc;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * What docs/guarantees.md promises of processes is tested by what it says tests it.
 */
class HostGuaranteesTest
{
    private static final Pattern ROW = Pattern.compile("`(\\w+Test)\\.(should\\w+)`");

    @Test
    void shouldExistWhatThePageNames() throws IOException
    {
        List<MatchResult> rows = ROW.matcher(Files.readString(Path.of("..", "docs", "guarantees.md"), UTF_8))
            .results().toList();

        assertTrue(rows.size() > 10, "rows=" + rows.size());
        assertEquals(List.of(), rows.stream()
            .filter((each) -> !exists(each.group(1), each.group(2)))
            .map(MatchResult::group)
            .toList());
    }

    private static boolean exists(String className, String method)
    {
        try
        {
            return Arrays.stream(Class.forName("org.gradientbus.ipc." + className).getDeclaredMethods())
                .anyMatch((each) -> each.getName().equals(method));
        }
        catch (ClassNotFoundException missing)
        {
            return false;
        }
    }
}
