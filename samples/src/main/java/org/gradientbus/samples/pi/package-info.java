/**
 * Two programs that compute π with a crew of workers behind a bus: read {@link org.gradientbus.samples.pi.MonteCarloPi}
 * for an answer that is nearly right, and {@link org.gradientbus.samples.pi.HexDigitsOfPi} for one that can be wrong.
 */
package org.gradientbus.samples.pi;
