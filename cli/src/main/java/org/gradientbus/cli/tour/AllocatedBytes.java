package org.gradientbus.cli.tour;

import com.sun.management.ThreadMXBean;

import java.lang.management.ManagementFactory;

/**
 * Reads how many bytes threads have allocated since they began.
 */
final class AllocatedBytes
{
    private static final ThreadMXBean THREADS = (ThreadMXBean)ManagementFactory.getThreadMXBean();

    private AllocatedBytes()
    {
    }

    /** By the calling thread and another one, which must be alive; 0 is nobody. */
    static long byThisThreadAnd(long threadId)
    {
        return THREADS.getThreadAllocatedBytes(Thread.currentThread().getId()) +
            (threadId == 0 ? 0 : THREADS.getThreadAllocatedBytes(threadId));
    }
}
