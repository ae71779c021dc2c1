package org.gradientbus.engine;

import org.gradientbus.BusException;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodHandles.Lookup;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;

/**
 * Opens {@code jdk.internal.misc} to Agrona, so that an application needs no flag on its command line.
 *
 * <p>Agrona 2 extends {@code jdk.internal.misc.Unsafe}, which {@code java.base} does not open. The only way to open a
 * package from within is a method of {@link Module} that trusted code alone may call; the reflection factory of
 * {@code jdk.unsupported}, kept for serialization libraries, gives a constructor of a trusted {@link Lookup}. It works
 * without a warning on every JDK that CI has; where it does not, {@link BusException} names the flag.
 *
 * <p>Must run before the first class of Agrona's buffers is linked, so nothing here may touch one.
 */
final class ModuleAccess
{
    static final String FLAG = "--add-opens java.base/jdk.internal.misc=ALL-UNNAMED";

    private static final String PACKAGE = "jdk.internal.misc";
    private static final int TRUSTED = -1;

    private ModuleAccess()
    {
    }

    /**
     * Makes sure that the package is open to Agrona.
     *
     * @param mayOpen false to check only
     * @throws BusException when it is not open, and may not or cannot be opened
     */
    static void require(boolean mayOpen)
    {
        final Module agrona = agronaModule();
        if (isOpenTo(agrona))
        {
            return;
        }
        final String flag = agrona.isNamed() ? FLAG.replace("ALL-UNNAMED", agrona.getName()) : FLAG;
        if (!mayOpen)
        {
            throw new BusException(PACKAGE + " is not open to Agrona, and openModules=false forbids the bus to " +
                "open it: start the JVM with " + flag);
        }
        try
        {
            open(agrona);
        }
        catch (final Throwable cause)
        {
            throw new BusException(PACKAGE + " could not be opened to Agrona on Java " + Runtime.version() +
                ": start the JVM with " + flag, cause);
        }
    }

    private static boolean isOpenTo(Module agrona)
    {
        return Object.class.getModule().isOpen(PACKAGE, agrona);
    }

    private static Module agronaModule()
    {
        try
        {
            return Class.forName("org.agrona.DirectBuffer", false, ModuleAccess.class.getClassLoader()).getModule();
        }
        catch (final ClassNotFoundException cause)
        {
            throw new BusException("org.agrona:agrona is not on the class path: add the dependency", cause);
        }
    }

    private static void open(Module agrona) throws Throwable
    {
        final MethodHandle implAddOpens = trustedLookup().findVirtual(
            Module.class, "implAddOpens", MethodType.methodType(void.class, String.class, Module.class));
        final MethodHandle implAddOpensToAllUnnamed = trustedLookup().findVirtual(
            Module.class, "implAddOpensToAllUnnamed", MethodType.methodType(void.class, String.class));
        if (agrona.isNamed())
        {
            implAddOpens.invoke(Object.class.getModule(), PACKAGE, agrona);
        }
        else
        {
            implAddOpensToAllUnnamed.invoke(Object.class.getModule(), PACKAGE);
        }
        if (!isOpenTo(agrona))
        {
            throw new IllegalStateException(PACKAGE + " is still closed to " + agrona);
        }
    }

    private static Lookup trustedLookup() throws Throwable
    {
        final Class<?> factoryType = Class.forName("sun.reflect.ReflectionFactory");
        final Object factory = factoryType.getMethod("getReflectionFactory").invoke(null);
        final Constructor<?> constructor = (Constructor<?>)factoryType
            .getMethod("newConstructorForSerialization", Class.class, Constructor.class)
            .invoke(factory, Lookup.class,
                Lookup.class.getDeclaredConstructor(Class.class, Class.class, int.class));
        return (MethodHandles.Lookup)constructor.newInstance(Object.class, null, TRUSTED);
    }
}
