package org.gradientbus.ipc;

/**
 * The places at which a process may die while it changes the domain's folder. Tests die there.
 */
@FunctionalInterface
interface Steps
{
    /** What the bus itself uses. */
    Steps NONE = (step) ->
    {
    };

    /**
     * A step is about to be taken.
     *
     * @param step its name, unique within its procedure
     */
    void before(String step);

    /**
     * Something was opened that the kernel closes when the process dies.
     *
     * @param held by the process
     */
    default void opened(AutoCloseable held)
    {
    }
}
