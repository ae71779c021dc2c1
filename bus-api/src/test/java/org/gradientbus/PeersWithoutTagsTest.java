package org.gradientbus;

import org.junit.jupiter.api.Nested;

/**
 * All that is guaranteed of peers, over a transport whose links carry no tags: each frame has its whole header there.
 */
class PeersWithoutTagsTest
{
    /** The rigs that make the difference. */
    interface WithoutTags extends PeerRigs
    {
        @Override
        default PeersRig openRig(Rung rung)
        {
            return PeersRig.withoutTags(rung);
        }
    }

    @Nested
    class Messages extends PeerGuaranteeTest implements WithoutTags
    {
    }

    @Nested
    class Publishing extends PeerPublishGuaranteeTest implements WithoutTags
    {
    }

    @Nested
    class Requests extends PeerRequestGuaranteeTest implements WithoutTags
    {
    }

    @Nested
    class Losses extends PeerLossGuaranteeTest implements WithoutTags
    {
    }

    @Nested
    class Stress extends PeerStressTest implements WithoutTags
    {
    }
}
