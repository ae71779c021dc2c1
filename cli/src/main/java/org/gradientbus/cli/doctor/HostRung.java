package org.gradientbus.cli.doctor;

import org.gradientbus.BusException;

import java.util.Optional;
import java.util.function.Supplier;

/**
 * Whether a bus that opens here gets the HOST rung: the bus's own checks, rather than what the doctor thinks of it.
 */
final class HostRung
{
    private static final String SUBJECT = "HOST rung";
    private static final String REMEDY =
        "mend that; until then a bus opens without this rung and meets no other process. docs/faq.md tells more";

    private HostRung()
    {
    }

    static Finding look(Supplier<Optional<String>> objection)
    {
        try
        {
            return objection.get()
                .map((reason) -> Finding.wrong(SUBJECT, reason, REMEDY))
                .orElseGet(() -> Finding.right(SUBJECT, "a bus with the default configuration can use it"));
        }
        catch (BusException refusal)
        {
            return Finding.wrong(SUBJECT, refusal.getMessage(), REMEDY);
        }
    }
}
