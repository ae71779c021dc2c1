package org.gradientbus;

import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;

/**
 * Remembers how requests ended, each as text: the number of the reply, or the name of the failure.
 */
final class Outcomes implements ReplyHandler
{
    private final List<String> all = new ArrayList<>();

    @Override
    public synchronized void onReply(long correlationId, DirectBuffer buffer, int offset, int length)
    {
        all.add(String.valueOf(buffer.getLong(offset)));
    }

    @Override
    public synchronized void onFailure(long correlationId, RequestFailure failure)
    {
        all.add(failure.name());
    }

    synchronized List<String> all()
    {
        return List.copyOf(all);
    }
}
