package org.gradientbus.engine;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/**
 * A port was refused for want of room, from the first refusal to the next accepted message.
 */
@Name("org.gradientbus.BackPressure")
@Label("Back-pressure")
@Description("A port was refused for want of room, from the first refusal to the next accepted message.")
@Category("Gradient")
@StackTrace(false)
final class BackPressureEvent extends Event
{
    @Label("Address")
    String address;

    @Label("Refusals")
    long refusals;
}
