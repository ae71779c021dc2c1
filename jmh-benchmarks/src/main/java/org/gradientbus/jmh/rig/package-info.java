/**
 * The open-loop latency rig, {@code ./gradient bench}: what each rung costs on this machine, beside what one would take
 * instead.
 *
 * <p>The near end sends by a fixed schedule, whatever becomes of the answers, and a round trip is timed from when it
 * was <em>to be</em> sent: a message that had to wait behind others, or for room, is late, and counts as late. One that
 * was not even sent when the measurement was given up counts as late as it was by then.
 *
 * <p>{@link org.gradientbus.jmh.rig.Bench} starts a JVM for each {@link org.gradientbus.jmh.rig.Job} and run,
 * {@link org.gradientbus.jmh.rig.NearMain}, which starts one for the far end where that is another process,
 * {@link org.gradientbus.jmh.rig.FarMain}. A run is all jobs once, so that what slows the machine down for minutes
 * slows down all of them; what is told is the median of the runs, and how far apart they are.
 */
package org.gradientbus.jmh.rig;
