package org.gradientbus.testkit;

import org.agrona.DirectBuffer;
import org.gradientbus.Importance;
import org.gradientbus.spi.FrameClaim;
import org.gradientbus.spi.FrameHandler;
import org.gradientbus.spi.Link;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * A link that carries tags brings each beside its frame, in order with the others, also when the frame is shortened.
 */
interface TagContract extends TransportContract
{
    int TAGGED_FRAMES = 5_000;
    int SHORTEST = Long.BYTES;
    long OTHER_SENDER = 0x07E4L;

    @Test
    default void shouldBringTheTagBesideItsFrameWhenLinksCarryTags()
    {
        try (TransportRig rig = openRig(maxFrameLength()))
        {
            Link link = taggedLink(rig);
            TagReader reader = new TagReader();
            long seed = new Random().nextLong();
            System.out.println(getClass().getSimpleName() + " tags: seed=" + seed);
            Random random = new Random(seed);
            List<String> sent = new ArrayList<>();
            FrameClaim claim = new FrameClaim();
            for (int id = 0; id < TAGGED_FRAMES; id++)
            {
                int length = SHORTEST + random.nextInt(200);
                int tag = random.nextInt(3) == 0 ? 0 : anyTag(random);
                int kept = tag == 0 || random.nextBoolean() ? length :
                    SHORTEST + random.nextInt(length - SHORTEST + 1);
                claimWithRoom(rig, link, tag, length, claim, reader);
                FramePattern.write(claim.buffer(), claim.offset(), kept, id);
                if (kept < length)
                {
                    link.trim(claim, kept);
                }
                assertTrue(link.commit(claim));
                sent.add(id + ":" + tag + ":" + kept);
            }
            rig.drain(patience(), reader);
            assertEquals(sent, reader.seen);
        }
    }

    @Test
    default void shouldRefuseTagsWhenLinksDoNotCarryThem()
    {
        try (TransportRig rig = openRig(maxFrameLength()))
        {
            Link link = rig.connect();
            Assumptions.assumeFalse(link.carriesTags());
            assertThrows(UnsupportedOperationException.class,
                () -> link.tryClaimTagged(2, 1, Importance.LOW, new FrameClaim()));
        }
    }

    /** As a loop sees it that has polled other sources in between: nothing that an earlier poll told is kept. */
    @Test
    default void shouldTellWhoSendsInEachPollWhenAPeersLinksCarryTags()
    {
        try (TransportRig rig = openRig(maxFrameLength()))
        {
            Link link = taggedLink(rig);
            Assumptions.assumeTrue(rig.sending() != rig.receiving(), "there are no peers inside one process");
            SenderReader reader = new SenderReader();
            FrameClaim claim = new FrameClaim();
            for (int id = 0; id < 10; id++)
            {
                claimWithRoom(rig, link, id % 3 == 0 ? 0 : 2 + id, Long.BYTES, claim, new TagReader());
                FramePattern.write(claim.buffer(), claim.offset(), Long.BYTES, id);
                assertTrue(link.commit(claim));
            }
            for (int frames = 0; frames < 5; frames++)
            {
                reader.sender = 0;
                rig.pollOnce(reader, 1);
            }
            reader.sender = 0;
            rig.source().seal();
            rig.source().close();
            rig.source().abandon(reader);
            assertEquals(Collections.nCopies(10, TransportRig.SENDER), reader.senders);
        }
    }

    @Test
    default void shouldTellWhoseEachFrameIsWhenSeveralNodesSend()
    {
        try (TransportRig rig = openRig(maxFrameLength()))
        {
            Link link = taggedLink(rig);
            Assumptions.assumeTrue(rig.sending() != rig.receiving(), "there are no peers inside one process");
            Link[] links = {link, rig.connectFrom(OTHER_SENDER)};
            long[] senders = {TransportRig.SENDER, OTHER_SENDER};
            Random random = new Random(1);
            FrameClaim claim = new FrameClaim();
            long[] sum = new long[1];
            SenderReader reader = new SenderReader()
            {
                @Override
                public void onFrame(DirectBuffer buffer, int offset, int length)
                {
                    super.onFrame(buffer, offset, length);
                    assertEquals(senders[(int)buffer.getLong(offset)], senders().get(senders().size() - 1));
                    sum[0]++;
                }
            };
            for (int i = 0; i < TAGGED_FRAMES; i++)
            {
                int from = random.nextInt(2);
                int tag = random.nextInt(3) == 0 ? 0 : anyTag(random);
                claimWithRoom(rig, links[from], tag, Long.BYTES, claim, reader);
                claim.buffer().putLong(claim.offset(), from);
                assertTrue(links[from].commit(claim));
                if (random.nextInt(10) == 0)
                {
                    rig.source().poll(reader, 1 + random.nextInt(10));
                }
            }
            rig.drain(patience(), reader);
            assertEquals(TAGGED_FRAMES, sum[0]);
        }
    }

    /** Notes whose each frame was. */
    class SenderReader implements FrameHandler
    {
        private final List<Long> senders = new ArrayList<>();
        private long sender;

        @Override
        public void onSender(long nodeId)
        {
            sender = nodeId;
        }

        @Override
        public void onFrame(DirectBuffer buffer, int offset, int length)
        {
            senders.add(sender);
        }

        @Override
        public void onTagged(int tag, DirectBuffer buffer, int offset, int length)
        {
            onFrame(buffer, offset, length);
        }

        final List<Long> senders()
        {
            return senders;
        }
    }

    /** Any but 0 and 1. */
    private static int anyTag(Random random)
    {
        int tag = random.nextInt();
        return tag == 0 || tag == 1 ? -1 : tag;
    }

    private static Link taggedLink(TransportRig rig)
    {
        Link link = rig.connect();
        Assumptions.assumeTrue(link.carriesTags(), "links of this rung carry no tags");
        return link;
    }

    private void claimWithRoom(
        TransportRig rig, Link link, int tag, int length, FrameClaim claim, FrameHandler reader)
    {
        while (!(tag == 0 ?
            link.tryClaim(length, Importance.CRITICAL, claim) :
            link.tryClaimTagged(tag, length, Importance.CRITICAL, claim)).isAccepted())
        {
            rig.drain(patience(), reader);
        }
    }

    /** Notes id, tag and length of each frame, and verifies its bytes. */
    final class TagReader implements FrameHandler
    {
        private final List<String> seen = new ArrayList<>();

        @Override
        public void onFrame(DirectBuffer buffer, int offset, int length)
        {
            onTagged(0, buffer, offset, length);
        }

        @Override
        public void onTagged(int tag, DirectBuffer buffer, int offset, int length)
        {
            int id = seen.size();
            FramePattern.verify(buffer, offset, length, id);
            seen.add(id + ":" + tag + ":" + length);
        }
    }
}
