/**
 * The HOST rung: buses of several processes on one host, joined by shared memory that survives the death of any.
 *
 * <pre>
 *   threads of one process                                              one loop of another
 *   LaneWriter.tryClaim / commit  ---&gt;  LaneLayout in a LaneFile  ---&gt;  LaneReader.poll
 *              Doorbell.ring      ---------------------------------&gt;  the loop, if it sleeps
 * </pre>
 *
 * Read {@link org.gradientbus.ipc.LaneLayout} first.
 */
package org.gradientbus.ipc;
