/**
 * The FABRIC rung: messages as one-sided writes into rings in a peer's registered memory.
 *
 * <pre>
 *   threads of one process                                             one loop of another
 *   RingWriter.tryClaim / commit, in memory of its own
 *         Helm: posts what is complete  --- Endpoint.write ---&gt;  records in its region  ---&gt;  RingReader.poll
 *   Credits.seen, in its own region  &lt;--- Endpoint.write ---  CreditTeller: how far it has read
 * </pre>
 *
 * Read {@link org.gradientbus.rdma.RingLayout} first.
 */
package org.gradientbus.rdma;
