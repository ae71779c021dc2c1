package com.example.hello;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

class HelloTest
{
    @Test
    void shouldPrintWhatWasPublishedWhenNoFlagOpensAModule()
    {
        assertFalse(Object.class.getModule().isOpen("jdk.internal.misc", HelloTest.class.getModule()));
        final PrintStream out = System.out;
        final ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try
        {
            Hello.main(new String[0]);
        }
        finally
        {
            System.setOut(out);
        }
        assertEquals("hello, world" + System.lineSeparator(), printed.toString(StandardCharsets.UTF_8));
    }
}
