package org.gradientbus.engine;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/**
 * A handler has been running for longer than the threshold.
 */
@Name("org.gradientbus.SlowHandler")
@Label("Slow handler")
@Description("A handler has been running for longer than the threshold.")
@Category("Gradient")
@StackTrace(false)
final class SlowHandlerEvent extends Event
{
    @Label("Mailbox")
    String mailbox;

    @Label("Loop")
    String loop;

    @Label("So far, in nanoseconds")
    long soFarNs;
}
