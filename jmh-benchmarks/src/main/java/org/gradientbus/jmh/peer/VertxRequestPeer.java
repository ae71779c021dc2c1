package org.gradientbus.jmh.peer;

import io.vertx.core.AsyncResult;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import org.gradientbus.Rung;

import java.util.Set;

/**
 * The event bus of Vert.x, within one process: requests, each with a future for its answer.
 */
final class VertxRequestPeer implements Peer
{
    @Override
    public String title()
    {
        return "vertx-request";
    }

    @Override
    public String version()
    {
        return Versions.of("vertx");
    }

    @Override
    public Set<Rung> rungs()
    {
        return Set.of(Rung.PROCESS);
    }

    @Override
    public String settings()
    {
        return "defaults: request and reply, on event loops of Vert.x; a Buffer is made for each message, and copied";
    }

    @Override
    public boolean isRequest()
    {
        return true;
    }

    @Override
    public PeerEnd open(Ground ground, Receiver receiver)
    {
        return ground.isNear() ? new Asking(ground, receiver) : new Answering(ground, receiver);
    }

    /** The near end. */
    private static final class Asking implements PushedEnd
    {
        private final EventBus bus;
        private final int length;
        private final Receiver receiver;
        private final Window window = new Window();

        private Asking(Ground ground, Receiver receiver)
        {
            bus = VertxGround.eventBus(ground);
            length = ground.length();
            this.receiver = receiver;
        }

        @Override
        public boolean isConnected()
        {
            return true;
        }

        @Override
        public boolean send(long value)
        {
            if (!window.take())
            {
                return false;
            }
            bus.<Buffer>request(VertxGround.FAR, VertxGround.message(length, value)).onComplete(this::onAnswer);
            return true;
        }

        /** On whichever event loop Vert.x gives to a request from a thread that is not its own. */
        private synchronized void onAnswer(AsyncResult<Message<Buffer>> answer)
        {
            window.giveBack();
            if (answer.succeeded())
            {
                VertxGround.read(answer.result().body(), receiver);
            }
        }

        @Override
        public void close()
        {
        }
    }

    /** The far end. */
    private static final class Answering implements PushedEnd
    {
        private final int length;
        private final Receiver receiver;
        private final MessageConsumer<Buffer> consumer;
        private Message<Buffer> inHand;

        private Answering(Ground ground, Receiver receiver)
        {
            length = ground.length();
            this.receiver = receiver;
            consumer = VertxGround.eventBus(ground).consumer(VertxGround.FAR, this::onRequest);
        }

        @Override
        public boolean isConnected()
        {
            return consumer.isRegistered();
        }

        @Override
        public boolean send(long value)
        {
            inHand.reply(VertxGround.message(length, value));
            return true;
        }

        private void onRequest(Message<Buffer> request)
        {
            inHand = request;
            VertxGround.read(request.body(), receiver);
        }

        @Override
        public void close()
        {
            consumer.unregister();
        }
    }
}
