/**
 * What the FABRIC rung asks of remote direct memory access: a few verbs, in the terms of the InfiniBand architecture.
 *
 * <pre>
 *   this process                                     the peer
 *   ProtectionDomain                                 ProtectionDomain
 *     MemoryRegion  &lt;- source of a write               MemoryRegion
 *     Endpoint.write ------------------------------&gt;     its bytes, if the RemoteKey allows it
 * </pre>
 *
 * A provider is right when it passes {@code ProviderConformance}, which is in this module's test-jar. What the contract
 * leaves open, such as the order of writes without a fence, a ring must stand; the emulated provider sees to that.
 *
 * <p><em>Threads</em>: a domain with all its endpoints, regions and keys belongs to one thread at a time, and whoever
 * hands it on does so with a lock. Exempt are the bytes of a region, which any thread may read and write at any time
 * until the region is closed, and {@link org.gradientbus.rdma.verbs.Endpoint#state()}.
 *
 * <p><em>Memory</em>: whoever got something from a domain closes it, endpoints before the regions that they read from,
 * and all of them before the domain. Closing a domain closes what is left.
 */
package org.gradientbus.rdma.verbs;
