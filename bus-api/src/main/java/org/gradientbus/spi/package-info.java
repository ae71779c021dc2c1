/**
 * What a transport implements: one rung of the gradient.
 *
 * <p>A transport carries opaque frames from a {@link org.gradientbus.spi.Link} to a
 * {@link org.gradientbus.spi.Source}. It knows no names, no patterns and no protocols, and it never interprets a frame.
 * Found by {@link java.util.ServiceLoader} as a {@link org.gradientbus.spi.TransportProvider}; its whole test is one
 * class that extends {@code TransportConformance} of the test kit.
 *
 * <pre>
 *    sending threads                                receiving loop's thread
 *    Link.tryClaim / commit / abort  --- frames --&gt;  Source.poll -&gt; FrameHandler.onFrame
 *                                    --- Signal.wakeIfSleeping ---&gt;
 * </pre>
 */
package org.gradientbus.spi;
