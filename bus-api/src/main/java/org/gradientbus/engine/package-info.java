/**
 * The hidden implementation of {@link org.gradientbus.Bus}, with the PROCESS rung. Nobody but
 * {@link org.gradientbus.Bus#open} sees it.
 *
 * <p>Read {@code RealBus} first, then follow a message: {@code RealPublisher} or {@code UnicastPort} claims room
 * through a {@code Route}, {@code RealLoop} finds the {@code Destination} behind the frame's ref and runs the handler.
 *
 * <pre>
 *   RealPublisher --+                                              +-- RealMailbox     user's handler
 *   RealSender    --+--&gt; Route --&gt; Link ==frames==&gt; Source --&gt; RealLoop --+-- Fanout   several of those
 *   RealRequester --+     ^                              ^         +-- RequestTable    outcome of requests
 *                         |                              |
 *                      Directory (who is bound)       RefTable (ref to destination)
 * </pre>
 *
 * <p>On the data path a reference field is stored only when it changes ({@code if (x != y) x = y}): the collector's
 * barrier behind each such store costs more than all the rest of a claim.
 */
package org.gradientbus.engine;
