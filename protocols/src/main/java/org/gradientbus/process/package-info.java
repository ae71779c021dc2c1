/**
 * Processes on this host: to start them, to wait for whichever ends first, to signal them, and to be sure that they
 * do not outlive the one that started them.
 *
 * <p>Read {@link org.gradientbus.process.Supervisor} first. It gives out a {@link org.gradientbus.process.Child} for
 * each {@link org.gradientbus.process.ProcessSpec}, and each ends with an {@link org.gradientbus.process.Exit}:
 *
 * <pre>
 *   your JVM                                     the kernel              /bin/sh, one for a supervisor
 *   +----------------------------+
 *   | Supervisor                 |  pid of each child, then nothing   +------------------------------+
 *   |   spawn(spec) -&gt; Child     | ========== a pipe ===============&gt; | watchdog: at the end of the  |
 *   |   awaitAny    -&gt; its Exit  |  (closed by the kernel, however    | pipe, ends the children      |
 *   +----------------------------+   your JVM dies)                   +------------------------------+
 * </pre>
 */
package org.gradientbus.process;
