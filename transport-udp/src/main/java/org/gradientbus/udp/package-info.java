/**
 * The NETWORK rung: buses of several hosts, joined by Aeron UDP.
 *
 * <pre>
 *   threads of one node                                                   one loop of another
 *   UdpLink.tryClaim / commit  ---&gt;  OutgoingStream  ~~ datagrams ~~&gt;  IncomingStream  ---&gt;  UdpSource.poll
 *                   \                                                        /
 *                    Ether: the media driver; Helm: driven by whoever needs it; Keeper: when nobody does
 *                    Repairs: another ether for one that has ended
 *                    Peers: who is there, who is lost
 * </pre>
 *
 * Begin with {@link org.gradientbus.udp.UdpConfig}; then read {@code Ether}, {@code Helm}, {@code OutgoingStream} and
 * {@code Peers}.
 */
package org.gradientbus.udp;
