package org.gradientbus.process;

import java.nio.file.Path;
import java.util.Objects;

/**
 * Where a stream of a child goes. None of them needs a thread here, nor can any fill up and hold the child.
 */
public sealed interface Output
{
    /**
     * Where this JVM's own stream goes.
     *
     * @return the output
     */
    static Output inherited()
    {
        return new Inherited();
    }

    /**
     * Nowhere.
     *
     * @return the output
     */
    static Output discarded()
    {
        return new Discarded();
    }

    /**
     * Into a file, whose former content goes.
     *
     * @param path of the file
     * @return the output
     */
    static Output toFile(Path path)
    {
        return new ToFile(path, false);
    }

    /**
     * To the end of a file, which is made if there is none.
     *
     * @param path of the file
     * @return the output
     */
    static Output appendedTo(Path path)
    {
        return new ToFile(path, true);
    }

    /**
     * Where this JVM's own stream goes.
     */
    record Inherited() implements Output
    {
    }

    /**
     * Nowhere.
     */
    record Discarded() implements Output
    {
    }

    /**
     * Into a file. A relative path begins at the working directory of this JVM, not of the child.
     *
     * @param path       of the file
     * @param isAppended is its former content kept?
     */
    record ToFile(Path path, boolean isAppended) implements Output
    {
        /**
         * Checks that there is a path.
         */
        public ToFile
        {
            Objects.requireNonNull(path, "path");
        }
    }
}
