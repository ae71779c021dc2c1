package org.gradientbus.engine;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/**
 * A mailbox lost its bindings because it refused messages for longer than it may.
 */
@Name("org.gradientbus.Detach")
@Label("Detach")
@Description("A mailbox lost its bindings because it refused messages for longer than it may.")
@Category("Gradient")
@StackTrace(false)
final class DetachEvent extends Event
{
    @Label("Mailbox")
    String mailbox;

    @Label("Loop")
    String loop;

    @Label("Laggard")
    @Description("The mailbox whose handler the loop was running.")
    String laggard;

    @Label("Stalled for, in nanoseconds")
    long stalledNs;
}
