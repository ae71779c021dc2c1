package org.gradientbus.codecs.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;

import com.sun.management.ThreadMXBean;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class AllocationTest
{
    private static final int ROUNDS = 10_000;
    private static final int WINDOWS = 5;

    private final ThreadMXBean threads = (ThreadMXBean)ManagementFactory.getThreadMXBean();
    private final List<UnsafeBuffer> messages = new ArrayList<>();
    private final List<StructureVerifier> verifiers = new ArrayList<>();
    private int accepted;

    @Test
    void shouldAllocateNothingWhenVerifying()
    {
        for (Samples.Sample sample : Samples.all())
        {
            byte[] broken = sample.bytes().clone();
            broken[broken.length / 2] ^= 0x55;
            for (byte[] bytes : List.of(sample.bytes(), broken))
            {
                messages.add(new UnsafeBuffer(bytes));
                verifiers.add(sample.schema().verifier());
            }
        }

        verifyAll();
        // What a verify allocates shows in every window; what the JVM and this measurement allocate once, in one.
        long smallest = Long.MAX_VALUE;
        for (int window = 0; window < WINDOWS; window++)
        {
            long before = threads.getCurrentThreadAllocatedBytes();
            verifyAll();
            smallest = Math.min(smallest, threads.getCurrentThreadAllocatedBytes() - before);
        }
        assertEquals(0, smallest, "bytes in " + ROUNDS + " rounds; accepted " + accepted);
    }

    private void verifyAll()
    {
        for (int round = 0; round < ROUNDS; round++)
        {
            for (int i = 0; i < messages.size(); i++)
            {
                UnsafeBuffer message = messages.get(i);
                if (verifiers.get(i).verify(message, 0, message.capacity()) == Verdict.OK)
                {
                    accepted++;
                }
            }
        }
    }
}
