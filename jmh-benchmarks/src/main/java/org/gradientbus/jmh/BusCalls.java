package org.gradientbus.jmh;

/**
 * Messages by one of the bus's calls, and the poll of their loop.
 */
final class BusCalls implements Calls
{
    private final BusOneWay way;
    private final OneWay.Producer producer;
    private long value;

    BusCalls(int capacity, int length, BusOneWay.Call call, int mailboxes)
    {
        way = new BusOneWay(capacity, length, call, mailboxes);
        producer = way.producer();
    }

    @Override
    public void send()
    {
        for (int i = 0; i < BATCH; i++)
        {
            producer.send(value++);
        }
    }

    @Override
    public void receive()
    {
        int received = 0;
        while (received < BATCH)
        {
            received += way.poll();
        }
    }

    @Override
    public void close()
    {
        way.close();
    }
}
