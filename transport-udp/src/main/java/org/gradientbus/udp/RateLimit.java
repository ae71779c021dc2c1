package org.gradientbus.udp;

import java.util.concurrent.TimeUnit;

/** So many at once, and so many a second in the long run. For one thread. */
final class RateLimit
{
    private final long most;
    private final long nsPerOne;
    private long left;
    private long countedNs;

    RateLimit(int most, int perSecond, long nowNs)
    {
        this.most = most;
        nsPerOne = TimeUnit.SECONDS.toNanos(1) / perSecond;
        left = most;
        countedNs = nowNs;
    }

    boolean tryTake(long nowNs)
    {
        long more = (nowNs - countedNs) / nsPerOne;
        if (more > 0)
        {
            left = Math.min(most, left + more);
            countedNs += more * nsPerOne;
        }
        if (left == 0)
        {
            return false;
        }
        left--;
        return true;
    }
}
