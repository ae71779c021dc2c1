/**
 * The public API: what an application calls.
 *
 * <p>Read {@link org.gradientbus.Bus} first. A bus gives out receiving ends ({@link org.gradientbus.Mailbox}, run by a
 * {@link org.gradientbus.Loop}) and sending ends ({@link org.gradientbus.Publisher}, {@link org.gradientbus.Sender},
 * {@link org.gradientbus.Requester}):
 *
 * <pre>
 *   your thread                                   a loop's thread
 *   +-----------------------------+               +--------------------------------------+
 *   | Publisher | Sender |        |   one source  | Loop.poll                            |
 *   | Requester                   |   of a loop   |   verify frame, find mailbox         |
 *   |   tryClaim -&gt; encode -&gt;     | ============&gt; |   handler.onMessage(buffer, offset,  |
 *   |   commit                    |               |                     length, envelope)|
 *   +-----------------------------+               +--------------------------------------+
 * </pre>
 *
 * <p>Two rules hold everywhere. The control plane (opening, subscribing, binding, watching, closing) may block and
 * throws. The data plane (claim, offer, request, reply) never blocks and returns a
 * {@link org.gradientbus.SendStatus}.
 */
package org.gradientbus;
