package org.gradientbus.codecs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Test;

class IdRegistryTest
{
    private final List<String> registry = readRegistry();

    @Test
    void shouldListEverySchemaWhenComparedWithTheXml()
    {
        List<String> declared = new ArrayList<>();
        for (Schemas.Schema schema : Schemas.ALL)
        {
            declared.add(schema.id() + "|`" + schema.name() + ".xml`|" + schema.version());
        }
        List<String> listed = new ArrayList<>();
        for (String[] row : rows("Schemas"))
        {
            listed.add(row[0] + "|" + row[1] + "|" + row[2]);
        }
        assertEquals(declared, listed);
    }

    @Test
    void shouldListEveryTemplateWhenComparedWithTheXml()
    {
        List<String> declared = new ArrayList<>();
        for (Schemas.Schema schema : Schemas.ALL)
        {
            for (Schemas.Template template : schema.templates())
            {
                declared.add(
                    schema.id() + "|" + template.id() + "|" + template.name() + "|" + template.sinceVersion());
            }
        }
        List<String> listed = new ArrayList<>();
        for (String[] row : rows("Templates"))
        {
            listed.add(String.join("|", row));
        }
        assertEquals(declared, listed);
    }

    @Test
    void shouldKeepToTheRangeOfTheBusWhenGivingSchemaIds()
    {
        for (Schemas.Schema schema : Schemas.ALL)
        {
            assertTrue(schema.id() >= 4700 && schema.id() <= 4799, () -> "schema id " + schema.id());
        }
    }

    @Test
    void shouldNotGiveAnIdAgainWhenItIsTakenOrRetired()
    {
        Set<String> given = new HashSet<>();
        for (String section : List.of("Templates", "Retired"))
        {
            for (String[] row : rows(section))
            {
                assertTrue(given.add(row[0] + "/" + row[1]), () -> "given twice: " + String.join(" ", row));
            }
        }
    }

    private List<String[]> rows(String section)
    {
        int start = registry.indexOf("## " + section);
        assertTrue(start >= 0, () -> "no section " + section);
        List<String[]> rows = new ArrayList<>();
        for (String line : registry.subList(start + 1, registry.size()))
        {
            if (line.startsWith("## "))
            {
                break;
            }
            if (line.startsWith("| ") && !line.startsWith("| Schema id"))
            {
                String[] cells = line.substring(1).split("\\|");
                rows.add(Arrays.stream(cells).map(String::strip).toArray(String[]::new));
            }
        }
        return rows;
    }

    private static List<String> readRegistry()
    {
        try (InputStream in = Schemas.class.getResourceAsStream("ids.md"))
        {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        }
        catch (IOException e)
        {
            throw new IllegalStateException(e);
        }
    }
}
