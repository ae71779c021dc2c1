package org.gradientbus.jmh.peer;

import org.agrona.CloseHelper;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What two ends in one process share. Whoever asks first makes it. Used by one thread, while the ends are opened.
 */
public final class Common implements AutoCloseable
{
    private final Map<String, Object> things = new HashMap<>();
    private final List<AutoCloseable> closeables = new ArrayList<>();

    /** Something that needs no closing. */
    <T> T of(Class<T> type, String name, Supplier<T> maker)
    {
        Object thing = things.get(name);
        if (thing == null)
        {
            // It may ask for others in turn.
            thing = maker.get();
            things.put(name, thing);
        }
        return type.cast(thing);
    }

    /** Something that is closed after the ends. */
    <T extends AutoCloseable> T closeable(Class<T> type, Supplier<T> maker)
    {
        return of(type, type.getName(), () ->
        {
            final T made = maker.get();
            closeables.add(0, made);
            return made;
        });
    }

    @Override
    public void close()
    {
        CloseHelper.closeAll(closeables);
    }
}
