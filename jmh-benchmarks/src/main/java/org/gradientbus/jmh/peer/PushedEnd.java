package org.gradientbus.jmh.peer;

/**
 * An end whose peer receives on threads of its own: nothing comes of polling it.
 */
interface PushedEnd extends PeerEnd
{
    @Override
    default int poll()
    {
        return 0;
    }

    @Override
    default boolean isPolled()
    {
        return false;
    }
}
