package org.gradientbus;

/** Gives tests of peers the rig that they run on. */
interface PeerRigs
{
    default PeersRig openRig()
    {
        return openRig(Rung.HOST);
    }

    default PeersRig openRig(Rung rung)
    {
        return PeersRig.withTags(rung);
    }
}
