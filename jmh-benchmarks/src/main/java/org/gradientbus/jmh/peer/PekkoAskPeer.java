package org.gradientbus.jmh.peer;

import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.pattern.Patterns;
import org.gradientbus.Rung;

import java.time.Duration;
import java.util.Set;

/**
 * Actors of Pekko, within one process: asks, each with a stage for its answer.
 */
final class PekkoAskPeer implements Peer
{
    @Override
    public String title()
    {
        return "pekko-ask";
    }

    @Override
    public String version()
    {
        return Versions.of("pekko");
    }

    @Override
    public Set<Rung> rungs()
    {
        return Set.of(Rung.PROCESS);
    }

    @Override
    public String settings()
    {
        return "defaults: Patterns.ask and a tell back, on the default dispatcher; an array is made for each message";
    }

    @Override
    public boolean isRequest()
    {
        return true;
    }

    @Override
    public PeerEnd open(Ground ground, Receiver receiver)
    {
        return ground.isNear() ? new Asking(ground, receiver) : PekkoGround.answering(ground, receiver);
    }

    /** The near end. */
    private static final class Asking implements PushedEnd
    {
        private static final Duration TIMEOUT = Duration.ofSeconds(30);

        private final ActorRef far;
        private final int length;
        private final Receiver receiver;
        private final Window window = new Window();

        private Asking(Ground ground, Receiver receiver)
        {
            far = PekkoGround.far(ground);
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
            Patterns.ask(far, Numbers.array(length, value), TIMEOUT).whenComplete(this::onAnswer);
            return true;
        }

        /** On threads of the dispatcher, several at a time. */
        private synchronized void onAnswer(Object answer, Throwable failure)
        {
            window.giveBack();
            if (answer instanceof byte[] message)
            {
                Numbers.read(message, receiver);
            }
        }

        @Override
        public void close()
        {
        }
    }
}
