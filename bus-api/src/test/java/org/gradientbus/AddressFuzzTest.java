package org.gradientbus;

import com.code_intelligence.jazzer.junit.FuzzTest;

import java.nio.charset.StandardCharsets;

import static org.junit.jupiter.api.Assertions.assertEquals;

/**
 * Fuzzes the address parser: any text is either refused by an {@link IllegalArgumentException}, or an address that
 * prints back to itself. The corpus is in {@code AddressFuzzTestInputs/parse}.
 */
class AddressFuzzTest
{
    @FuzzTest(maxDuration = "60s")
    void parse(byte[] bytes)
    {
        final String text = new String(bytes, StandardCharsets.UTF_8);
        final Address address;
        try
        {
            address = Address.parse(text);
        }
        catch (final IllegalArgumentException refused)
        {
            return;
        }
        assertEquals(address, Address.parse(address.toString()));
    }
}
