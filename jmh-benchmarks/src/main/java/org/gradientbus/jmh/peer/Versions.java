package org.gradientbus.jmh.peer;

import org.gradientbus.jmh.Machine;

/**
 * What is compared, as it was built in.
 */
final class Versions
{
    static final String JDK = "JDK " + Runtime.version();

    private Versions()
    {
    }

    static String of(String library)
    {
        return library + " " + Machine.version(library);
    }
}
