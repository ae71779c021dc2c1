package org.gradientbus.codecs.verify;

import com.code_intelligence.jazzer.junit.FuzzTest;

/**
 * Fuzzes the verifier with every schema that tests have. An ordinary build replays the corpus in
 * {@code src/test/resources}, in {@code StructureVerifierFuzzTestInputs/verify}; what fuzzing finds is written there.
 * <pre>
 * JAZZER_FUZZ=1 mvn -pl codecs test -Dtest=StructureVerifierFuzzTest -Djazzer.max_duration=10m
 * </pre>
 */
class StructureVerifierFuzzTest
{
    private static final KnownSchema[] SCHEMAS = KnownSchema.values();

    @FuzzTest(maxDuration = "60s")
    void verify(byte[] bytes)
    {
        for (KnownSchema schema : SCHEMAS)
        {
            Contract.check(schema, bytes);
        }
    }
}
