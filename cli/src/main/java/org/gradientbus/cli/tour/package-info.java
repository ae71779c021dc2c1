/**
 * {@code gradient tour}: what this build can do, on this machine, in under a minute.
 *
 * <p>{@link org.gradientbus.cli.tour.Tour} goes through it step by step. {@code RoundTrip}, {@code OneWay} and
 * {@code WakeUp} measure between the two {@code Ends} of a rung: another rung is another {@code FarEnd}. {@code FarBus}
 * is one in this JVM, {@code FarJvm} asks one in another, where {@code FarMain} runs it. What they find goes to a
 * {@code TourReport}, as text or as JSON, and what is wrong with it makes the exit status.
 */
package org.gradientbus.cli.tour;
