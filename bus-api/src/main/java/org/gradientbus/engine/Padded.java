package org.gradientbus.engine;

/**
 * Begins an object with two cache lines of nothing, so that its fields share no line with the object before it. What
 * one thread writes for each message and what another reads for each message both extend it: a line that changes hands
 * costs more than the rest of a message.
 *
 * <p>Two lines, since processors fetch them in pairs. Fields of a superclass come first in an object.
 */
class Padded
{
    long p00, p01, p02, p03, p04, p05, p06, p07, p08, p09, p10, p11, p12, p13, p14, p15;
}
