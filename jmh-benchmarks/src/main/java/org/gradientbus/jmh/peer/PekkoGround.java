package org.gradientbus.jmh.peer;

import com.typesafe.config.ConfigFactory;
import org.apache.pekko.actor.AbstractActor;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.Props;

import java.util.concurrent.CompletionException;

/**
 * A system of actors for both ends, and the actor that answers at the far one.
 */
final class PekkoGround
{
    private static final String FAR = "far";

    private PekkoGround()
    {
    }

    static ActorSystem system(Ground ground)
    {
        return ground.common().closeable(Instance.class, Instance::new).system;
    }

    /** What the far end's actor is; for the near end, once it is there. */
    static ActorRef far(Ground ground)
    {
        return ground.common().of(ActorRef.class, FAR, () ->
        {
            throw new IllegalStateException("the far end is opened first");
        });
    }

    /** The far end, which answers whoever sent the message in hand. */
    static PeerEnd answering(Ground ground, Receiver receiver)
    {
        final Answering end = new Answering(ground.length());
        ground.common().of(ActorRef.class, FAR, () -> system(ground).actorOf(
            Props.create(Answerer.class, () -> new Answerer(end, receiver)), FAR));
        return end;
    }

    /** Closes what Pekko would close some time. */
    private static final class Instance implements AutoCloseable
    {
        private final ActorSystem system = ActorSystem.create("bench", ConfigFactory
            .parseString("pekko.loglevel = off, pekko.stdout-loglevel = off, pekko.log-dead-letters = off")
            .withFallback(ConfigFactory.load(PekkoGround.class.getClassLoader())));

        @Override
        public void close()
        {
            system.terminate();
            try
            {
                system.getWhenTerminated().toCompletableFuture().join();
            }
            catch (final CompletionException failed)
            {
                throw new IllegalStateException("the actors do not end", failed);
            }
        }
    }

    private static final class Answering implements PushedEnd
    {
        private final int length;
        private ActorRef self;
        private ActorRef asker;

        private Answering(int length)
        {
            this.length = length;
        }

        @Override
        public boolean isConnected()
        {
            return true;
        }

        @Override
        public boolean send(long value)
        {
            asker.tell(Numbers.array(length, value), self);
            return true;
        }

        @Override
        public void close()
        {
        }
    }

    private static final class Answerer extends AbstractActor
    {
        private final Answering end;
        private final Receiver receiver;

        private Answerer(Answering end, Receiver receiver)
        {
            this.end = end;
            this.receiver = receiver;
        }

        @Override
        public Receive createReceive()
        {
            return receiveBuilder().match(byte[].class, this::onMessage).build();
        }

        private void onMessage(byte[] message)
        {
            end.self = getSelf();
            end.asker = getSender();
            Numbers.read(message, receiver);
        }
    }
}
