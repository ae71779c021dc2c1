package org.gradientbus;

/**
 * Watches bindings come and go. Called by one thread at a time, in the order of the changes; must not block.
 */
@FunctionalInterface
public interface DirectoryListener
{
    /**
     * A mailbox is bound: already when the watch began, or since.
     *
     * @param binding that came
     */
    void onUp(Binding binding);

    /**
     * A mailbox is bound no longer: unbound, closed, detached, failed, or lost with its process. Does nothing by
     * default.
     *
     * @param binding that went
     */
    default void onDown(Binding binding)
    {
    }
}
