package org.gradientbus.process;

import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * What a child runs.
 */
public sealed interface Program
{
    /**
     * Any program.
     *
     * @param name a path when it has a {@code /} in it, relative to the child's working directory; otherwise looked
     *             for in the {@code PATH} of the child's environment
     */
    record Command(String name) implements Program
    {
        /**
         * Checks the name.
         *
         * @throws IllegalArgumentException when it is empty
         */
        public Command
        {
            if (name.isEmpty())
            {
                throw new IllegalArgumentException("the command's name is empty");
            }
        }
    }

    /**
     * A class with a {@code main}, in a JVM of its own.
     *
     * @param mainClass full name
     * @param classPath entries; relative ones begin at the working directory of this JVM
     * @param jvmFlags  such as {@code -Xmx256m}
     * @param javaHome  of the JDK to run it
     */
    record JavaMain(String mainClass, List<String> classPath, List<String> jvmFlags, Path javaHome) implements Program
    {
        /**
         * Copies the lists.
         *
         * @throws IllegalArgumentException when the name is empty
         */
        public JavaMain
        {
            if (mainClass.isEmpty())
            {
                throw new IllegalArgumentException("the main class's name is empty");
            }
            classPath = List.copyOf(classPath);
            jvmFlags = List.copyOf(jvmFlags);
            Objects.requireNonNull(javaHome, "javaHome");
        }

        /**
         * On the JDK and the class path of this JVM, without its flags.
         *
         * @param mainClass full name
         * @return the program
         */
        public static JavaMain likeThisJvm(String mainClass)
        {
            return new JavaMain(
                mainClass,
                Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                    .filter((entry) -> !entry.isEmpty())
                    .toList(),
                List.of(),
                Path.of(System.getProperty("java.home")));
        }
    }
}
