package org.gradientbus.codecs.verify;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;

/**
 * Breaks good messages at random. Repeat a run with {@code -Dgradient.seed=<seed>}.
 */
class MutationTest
{
    private static final int MUTANTS = 200_000;
    private static final int[] NASTY = {0, 1, 2, 3, 4, 7, 8, 15, 16, 29, 40, 127, 128, 255};

    private final long seed = Long.getLong("gradient.seed", System.nanoTime());
    private final Random random = new Random(seed);

    @Test
    void shouldKeepDecodersInsideTheSliceWhenAMutantIsAccepted()
    {
        System.out.println("MutationTest gradient.seed=" + seed);
        List<Samples.Sample> samples = Samples.all();
        KnownSchema[] schemas = KnownSchema.values();
        int accepted = 0;
        for (int i = 0; i < MUTANTS; i++)
        {
            Samples.Sample sample = samples.get(random.nextInt(samples.size()));
            byte[] mutant = mutate(sample.bytes());
            // Every other one goes to a verifier that may know another version, or another schema.
            KnownSchema schema = random.nextBoolean() ? sample.schema() : schemas[random.nextInt(schemas.length)];
            if (check(schema, mutant))
            {
                accepted++;
            }
        }
        assertTrue(accepted > MUTANTS / 100, "only " + accepted + " accepted: mutants are too wild to prove much");
    }

    private boolean check(KnownSchema schema, byte[] mutant)
    {
        try
        {
            return Contract.check(schema, mutant);
        }
        catch (RuntimeException | AssertionError e)
        {
            throw new AssertionError("gradient.seed=" + seed + " " + schema + " " + Arrays.toString(mutant), e);
        }
    }

    private byte[] mutate(byte[] original)
    {
        byte[] bytes = original.clone();
        if (random.nextInt(4) == 0)
        {
            bytes = Arrays.copyOf(bytes, Math.max(0, bytes.length + random.nextInt(17) - 8));
        }
        int changes = 1 + random.nextInt(3);
        for (int i = 0; i < changes && bytes.length > 0; i++)
        {
            int index = random.nextInt(bytes.length);
            switch (random.nextInt(3))
            {
                case 0:
                    bytes[index] = (byte)random.nextInt();
                    break;

                case 1:
                    bytes[index] = (byte)NASTY[random.nextInt(NASTY.length)];
                    break;

                default:
                    bytes[index] += (byte)(random.nextInt(5) - 2);
                    break;
            }
        }
        return bytes;
    }
}
