package org.gradientbus.cli;

import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

class JsonTest
{
    @Test
    void shouldReadBackWhenWritten()
    {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("numbers", List.of(1.0, -2.5, 1.0E-4));
        document.put("nested", Map.of("yes", true, "no", false));
        document.put("empty", List.of(Map.of(), List.of(), ""));
        document.put("quotes \" \\ and \n\t\u0001", "pi is \u03c0");

        assertEquals(document, JsonReader.read(Json.write(document)));
    }

    @Test
    void shouldIndentWhenNested()
    {
        assertEquals("{\n  \"a\": [\n    1,\n    2\n  ]\n}", Json.write(Map.of("a", List.of(1, 2))));
    }

    @Test
    void shouldWriteNullWhenNumberIsNone()
    {
        assertEquals(
            Arrays.asList(null, null),
            JsonReader.read(Json.write(List.of(Double.NaN, Double.POSITIVE_INFINITY))));
    }

    @Test
    void shouldRefuseWhenTypeIsUnknown()
    {
        assertThrows(IllegalArgumentException.class, () -> Json.write(List.of(new Object())));
    }

    @Test
    void shouldWriteOneLineWhenItIsOneOfAStream()
    {
        assertEquals("{\"a\": [1,\"b\\u000ac\"]}", Json.writeLine(Map.of("a", List.of(1, "b\nc"))));
    }
}
