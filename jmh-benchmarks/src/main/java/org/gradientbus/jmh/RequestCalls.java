package org.gradientbus.jmh;

/**
 * Requests and their replies.
 */
final class RequestCalls implements Calls
{
    private final BusRequestReply way;
    private long value;

    RequestCalls(int capacity, int length)
    {
        way = new BusRequestReply(capacity, length);
    }

    @Override
    public void batch()
    {
        for (int i = 0; i < BATCH; i++)
        {
            way.request(value++);
        }
        int polled = 0;
        while (polled < 2 * BATCH)
        {
            polled += way.pollFar() + way.pollNear();
        }
    }

    @Override
    public Tally tally()
    {
        return way.tally();
    }

    @Override
    public void close()
    {
        way.close();
    }
}
