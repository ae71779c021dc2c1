package org.gradientbus.jmh.peer;

import org.apache.pekko.actor.AbstractActor;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.Props;
import org.gradientbus.Rung;

import java.util.Set;

/**
 * Actors of Pekko, within one process: a tell each way. They hold nobody back, so a window does.
 */
final class PekkoTellPeer implements Peer
{
    @Override
    public String title()
    {
        return "pekko-tell";
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
        return "defaults: an actor at each end, on the default dispatcher; an array is made for each message";
    }

    @Override
    public PeerEnd open(Ground ground, Receiver receiver)
    {
        final Window window = ground.common().of(Window.class, "to far", Window::new);
        return ground.isNear() ? new Telling(ground, receiver, window) :
            PekkoGround.answering(ground, (value, sum) ->
            {
                window.giveBack();
                receiver.onMessage(value, sum);
            });
    }

    /** The near end. */
    private static final class Telling implements PushedEnd
    {
        private final ActorRef far;
        private final ActorRef near;
        private final int length;
        private final Window window;

        private Telling(Ground ground, Receiver receiver, Window window)
        {
            far = PekkoGround.far(ground);
            near = PekkoGround.system(ground).actorOf(
                Props.create(Listener.class, () -> new Listener(receiver)), "near");
            length = ground.length();
            this.window = window;
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
            far.tell(Numbers.array(length, value), near);
            return true;
        }

        @Override
        public void close()
        {
        }
    }

    private static final class Listener extends AbstractActor
    {
        private final Receiver receiver;

        private Listener(Receiver receiver)
        {
            this.receiver = receiver;
        }

        @Override
        public Receive createReceive()
        {
            return receiveBuilder().match(byte[].class, (message) -> Numbers.read(message, receiver)).build();
        }
    }
}
