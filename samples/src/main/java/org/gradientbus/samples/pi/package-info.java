/**
 * Programs that compute π with a crew of workers behind a bus: read {@link org.gradientbus.samples.pi.MonteCarloPi} for
 * an answer that is nearly right, {@link org.gradientbus.samples.pi.HexDigitsOfPi} for one that can be wrong, and
 * {@link org.gradientbus.samples.pi.PiAcrossProcesses} for workers that are processes.
 */
package org.gradientbus.samples.pi;
