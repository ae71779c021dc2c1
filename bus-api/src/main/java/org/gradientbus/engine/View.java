package org.gradientbus.engine;

import org.agrona.concurrent.UnsafeBuffer;

/**
 * An exact view of one message, wrapped anew for each. Followed by two cache lines of nothing, see {@link Padded}.
 */
final class View extends UnsafeBuffer
{
    long p00, p01, p02, p03, p04, p05, p06, p07, p08, p09, p10, p11, p12, p13, p14, p15;

    View()
    {
        super(0, 0);
    }
}
