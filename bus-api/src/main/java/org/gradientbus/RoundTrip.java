package org.gradientbus;

/**
 * The measured round trip to a peer: from a loop here to the peer's control loop and back.
 *
 * @param averageNs exponentially weighted, an eighth for each new sample, in nanoseconds; 0 before the first
 * @param p50Ns     median of all samples, at most an eighth too high; 0 before the first
 * @param p99Ns     99th percentile of all samples, at most an eighth too high; 0 before the first
 * @param samples   how many there were
 */
public record RoundTrip(long averageNs, long p50Ns, long p99Ns, long samples)
{
}
