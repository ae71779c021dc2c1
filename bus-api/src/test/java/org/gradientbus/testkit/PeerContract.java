package org.gradientbus.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import org.gradientbus.Importance;
import org.gradientbus.SendStatus;
import org.gradientbus.spi.FrameClaim;
import org.gradientbus.spi.FrameHandler;
import org.gradientbus.spi.Link;
import org.gradientbus.spi.PeerListener;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Nodes find each other, learn of each other's end, and know what was not taken. Not for a rung inside one process. */
interface PeerContract extends TransportContract
{
    /** Remembers who is there. */
    final class Acquaintances implements PeerListener
    {
        private final Map<Long, String> endpointByNode = new ConcurrentHashMap<>();

        @Override
        public void onPeer(long nodeId, String endpoint)
        {
            if (endpointByNode.put(nodeId, endpoint) != null)
            {
                throw new AssertionError("node " + Long.toHexString(nodeId) + " was told twice");
            }
        }

        @Override
        public void onPeerGone(long nodeId)
        {
            endpointByNode.remove(nodeId);
        }

        @Override
        public void onPeerUnresponsive(long nodeId, boolean isUnresponsive)
        {
        }
    }

    @Test
    default void shouldTellEachOfTheOtherWhenBothDiscover()
    {
        try (TransportRig rig = openRig(maxFrameLength()))
        {
            assumeTwoNodes(rig);
            Acquaintances ofSender = new Acquaintances();
            Acquaintances ofReceiver = new Acquaintances();
            rig.sending().discover(ofSender);
            rig.receiving().discover(ofReceiver);

            Await.untilEquals("whom the sender knows", patience(),
                Map.of(TransportRig.RECEIVER, rig.receiving().endpoint()), () -> Map.copyOf(ofSender.endpointByNode));
            Await.untilEquals("whom the receiver knows", patience(),
                Map.of(TransportRig.SENDER, rig.sending().endpoint()), () -> Map.copyOf(ofReceiver.endpointByNode));
        }
    }

    @Test
    default void shouldTellThatAPeerIsGoneWhenItCloses()
    {
        try (TransportRig rig = openRig(maxFrameLength()))
        {
            assumeTwoNodes(rig);
            Acquaintances ofSender = new Acquaintances();
            rig.sending().discover(ofSender);
            rig.receiving().discover(new Acquaintances());
            Await.until("a peer", patience(), () -> !ofSender.endpointByNode.isEmpty());

            rig.receiving().close();

            Await.until("the end of the peer", patience(), () -> ofSender.endpointByNode.isEmpty());
        }
    }

    @Test
    default void shouldHandOverWhatWasNotTakenWhenThePeerIsGone()
    {
        try (TransportRig rig = openRig(maxFrameLength()))
        {
            assumeTwoNodes(rig);
            Link link = rig.connect();
            FrameClaim claim = new FrameClaim();
            for (int id = 0; id < 10; id++)
            {
                TransportRig.send(link, claim, 100, id);
            }
            long[] next = new long[1];
            FrameHandler handler = (buffer, offset, length) -> FramePattern.verify(buffer, offset, length, next[0]++);
            rig.pollOnce(handler, 4);
            assertEquals(4, next[0]);
            FrameClaim open = new FrameClaim();
            assertEquals(SendStatus.ACCEPTED, link.tryClaim(100, Importance.LOW, open));
            rig.receiving().close();
            awaitClosed(link);

            int left = link.unacknowledged(handler);

            Assumptions.assumeTrue(left >= 0, "this transport cannot know");
            assertEquals(6, left);
            assertEquals(10, next[0]);
            assertFalse(link.commit(open));
            assertEquals(SendStatus.CLOSED, link.tryClaim(100, Importance.CRITICAL, new FrameClaim()));
        }
    }

    private static void assumeTwoNodes(TransportRig rig)
    {
        Assumptions.assumeTrue(rig.sending() != rig.receiving(), "there are no peers inside one process");
    }
}
