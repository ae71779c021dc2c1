package org.gradientbus.engine;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/**
 * A handler threw.
 */
@Name("org.gradientbus.HandlerError")
@Label("Handler error")
@Description("A handler threw.")
@Category("Gradient")
@StackTrace(false)
final class HandlerErrorEvent extends Event
{
    @Label("Mailbox")
    String mailbox;

    @Label("Loop")
    String loop;

    @Label("Error type")
    String errorType;
}
