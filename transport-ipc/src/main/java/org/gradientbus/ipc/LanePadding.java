package org.gradientbus.ipc;

/**
 * Begins an object with two cache lines of nothing, so that what the threads of a process write for each message
 * shares no line with the object before it. Fields of a superclass come first in an object.
 */
class LanePadding
{
    long p00, p01, p02, p03, p04, p05, p06, p07, p08, p09, p10, p11, p12, p13, p14, p15;
}
