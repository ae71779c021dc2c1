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

    static long byThisThread()
    {
        return by(Thread.currentThread().getId());
    }

    /** By a thread of this JVM, which must be alive; 0 is nobody. */
    static long by(long threadId)
    {
        return threadId == 0 ? 0 : THREADS.getThreadAllocatedBytes(threadId);
    }
}
