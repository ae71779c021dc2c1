/**
 * What the bus is compared with, and the bus itself, each as a {@link org.gradientbus.jmh.peer.Peer}: one class, and
 * its line in {@link org.gradientbus.jmh.peer.Peers}.
 *
 * <p>A peer is set up as its own documentation advises for latency. It writes the payload in full and reads it in full,
 * and copies it where its API makes it copy. It has the threads that it insists on and no others: one that is polled is
 * polled by the rig's two threads, the near and the far one.
 *
 * <p>A JVM of the rig holds one kind of end only, so the calls of these interfaces are compiled as if they were its
 * own.
 */
package org.gradientbus.jmh.peer;
