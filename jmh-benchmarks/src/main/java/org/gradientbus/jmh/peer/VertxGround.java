package org.gradientbus.jmh.peer;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.EventBus;

/**
 * A Vert.x for both ends, and its payloads: a buffer is made for each message, and Vert.x copies it.
 */
final class VertxGround
{
    static final String FAR = "bench.far";
    static final String NEAR = "bench.near";

    private VertxGround()
    {
    }

    static EventBus eventBus(Ground ground)
    {
        return ground.common().closeable(Instance.class, Instance::new).vertx.eventBus();
    }

    static String address(boolean isOfNear)
    {
        return isOfNear ? NEAR : FAR;
    }

    static Buffer message(int length, long value)
    {
        final Buffer message = Buffer.buffer(length);
        for (int i = 0; i < length; i += Long.BYTES)
        {
            message.appendLong(value + i);
        }
        return message;
    }

    static void read(Buffer message, Receiver receiver)
    {
        long sum = 0;
        for (int i = 0; i < message.length(); i += Long.BYTES)
        {
            sum += message.getLong(i);
        }
        receiver.onMessage(message.getLong(0), sum);
    }

    /** Closes what Vert.x would close some time. */
    private static final class Instance implements AutoCloseable
    {
        private final Vertx vertx = Vertx.vertx();

        @Override
        public void close()
        {
            vertx.close().toCompletionStage().toCompletableFuture().join();
        }
    }
}
