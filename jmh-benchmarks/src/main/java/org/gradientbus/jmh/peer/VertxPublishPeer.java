package org.gradientbus.jmh.peer;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import org.gradientbus.Rung;

import java.util.Set;

/**
 * The event bus of Vert.x, within one process: a publish to one consumer for each direction. It holds nobody back, so a
 * window does.
 */
final class VertxPublishPeer implements Peer
{
    @Override
    public String title()
    {
        return "vertx-publish";
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
        return "defaults: a consumer at each end, on event loops of Vert.x; a Buffer is made for each message, " +
            "and copied";
    }

    @Override
    public PeerEnd open(Ground ground, Receiver receiver)
    {
        return new End(ground, receiver);
    }

    private static final class End implements PushedEnd
    {
        private final EventBus bus;
        private final String otherAddress;
        private final int length;
        private final Receiver receiver;
        private final Window out;
        private final Window in;
        private final MessageConsumer<Buffer> consumer;

        private End(Ground ground, Receiver receiver)
        {
            bus = VertxGround.eventBus(ground);
            otherAddress = VertxGround.address(!ground.isNear());
            length = ground.length();
            this.receiver = receiver;
            out = ground.common().of(Window.class, "to " + otherAddress, Window::new);
            final String ownAddress = VertxGround.address(ground.isNear());
            in = ground.common().of(Window.class, "to " + ownAddress, Window::new);
            consumer = bus.consumer(ownAddress, this::onMessage);
        }

        @Override
        public boolean isConnected()
        {
            return consumer.isRegistered();
        }

        @Override
        public boolean send(long value)
        {
            if (!out.take())
            {
                return false;
            }
            bus.publish(otherAddress, VertxGround.message(length, value));
            return true;
        }

        private void onMessage(Message<Buffer> message)
        {
            in.giveBack();
            VertxGround.read(message.body(), receiver);
        }

        @Override
        public void close()
        {
            consumer.unregister();
        }
    }
}
