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
        way = BusRequestReply.onOneThread(capacity, length);
    }

    @Override
    public void send()
    {
        for (int i = 0; i < BATCH; i++)
        {
            way.request(value++);
        }
    }

    @Override
    public void receive()
    {
        int received = 0;
        while (received < 2 * BATCH)
        {
            received += way.pollFar() + way.pollNear();
        }
    }

    @Override
    public void close()
    {
        way.close();
    }
}
