package org.gradientbus.engine;

import jdk.jfr.EventType;
import org.gradientbus.Address;

/**
 * Turns a port's refusals in a row into one flight recorder event with a duration. Allocates only while that event is
 * being recorded.
 */
final class BackPressureWatch
{
    private final Address address;
    private boolean isRefusing;
    private long refusals;
    private BackPressureEvent event;

    BackPressureWatch(Address address)
    {
        this.address = address;
    }

    void refused()
    {
        refusals++;
        if (!isRefusing)
        {
            isRefusing = true;
            if (Recorded.TYPE.isEnabled())
            {
                event = new BackPressureEvent();
                event.begin();
            }
        }
    }

    void accepted()
    {
        if (isRefusing)
        {
            end();
        }
    }

    private void end()
    {
        isRefusing = false;
        if (event != null)
        {
            event.address = address.toString();
            event.refusals = refusals;
            event.commit();
            event = null;
        }
        refusals = 0;
    }

    /** Loads the flight recorder's classes at the first refusal, not when a bus opens. */
    private static final class Recorded
    {
        private static final EventType TYPE = EventType.getEventType(BackPressureEvent.class);
    }
}
