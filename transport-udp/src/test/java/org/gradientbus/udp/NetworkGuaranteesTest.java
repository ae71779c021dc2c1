package org.gradientbus.udp;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What docs/guarantees.md promises of hosts is tested by what it says tests it. */
class NetworkGuaranteesTest
{
    private static final Pattern ROW = Pattern.compile("`(\\w+Test)#(should\\w+)`");

    @Test
    void shouldExistWhatThePageNames() throws IOException
    {
        List<MatchResult> rows = ROW.matcher(Files.readString(Path.of("..", "docs", "guarantees.md"), UTF_8))
            .results().toList();

        assertTrue(rows.size() > 5, "rows=" + rows.size());
        assertEquals(List.of(), rows.stream()
            .filter((each) -> !exists(each.group(1), each.group(2)))
            .map(MatchResult::group)
            .toList());
    }

    private static boolean exists(String className, String method)
    {
        try
        {
            return Arrays.stream(Class.forName("org.gradientbus.udp." + className).getDeclaredMethods())
                .anyMatch((each) -> each.getName().equals(method));
        }
        catch (ClassNotFoundException missing)
        {
            return false;
        }
    }
}
