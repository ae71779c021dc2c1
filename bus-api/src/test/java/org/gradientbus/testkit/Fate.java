package org.gradientbus.testkit;

/**
 * What became of a frame on a lossy rung; a {@link LossyProvider} counts each.
 */
public enum Fate
{
    /** Handed over in its turn, late perhaps. */
    PASSED,

    /** Lost on its way. */
    DROPPED,

    /** Lost because the receiver was cut off. */
    CUT_OFF,

    /** Lost before it left: its commit became an abort. */
    DROPPED_AT_SEND,

    /** Handed over in its turn, and once more later. */
    DUPLICATED,

    /** Handed over after frames that came later. */
    REORDERED,

    /** Made to wait, with all frames behind it; what became of it then is counted as well. */
    DELAYED,

    /** Meant to be duplicated or reordered, but passed: no more frames could be held back. */
    SPARED
}
