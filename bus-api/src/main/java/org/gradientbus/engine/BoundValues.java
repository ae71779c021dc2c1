package org.gradientbus.engine;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.gradientbus.Address;

/**
 * The values bound under one key of an index, in the order in which they came. Nearly every key has one value, so one
 * value is its own set; a popular key may have 10^5, so many are hashed.
 */
sealed interface BoundValues<T>
{
    boolean contains(One<T> bound);

    /** This set and one more, not yet in it; the receiver is spent. */
    BoundValues<T> with(One<T> bound);

    /** This set less one of its members, or null when that was the last, as maps want it; the receiver is spent. */
    BoundValues<T> without(One<T> bound);

    void forEach(Consumer<? super One<T>> each);

    /** A value and the address by which it is bound. */
    record One<T>(Address address, T value) implements BoundValues<T>
    {
        @Override
        public boolean contains(One<T> bound)
        {
            return equals(bound);
        }

        @Override
        public BoundValues<T> with(One<T> bound)
        {
            return new Few<>(this, bound);
        }

        @Override
        public BoundValues<T> without(One<T> bound)
        {
            return null;
        }

        @Override
        public void forEach(Consumer<? super One<T>> each)
        {
            each.accept(this);
        }
    }

    /** Two or more, up to the number at which a scan begins to cost more than a hash. */
    final class Few<T> implements BoundValues<T>
    {
        private static final int MAX_FEW = 8;

        private final List<One<T>> members = new ArrayList<>(2);

        private Few(One<T> first, One<T> second)
        {
            members.add(first);
            members.add(second);
        }

        @Override
        public boolean contains(One<T> bound)
        {
            return members.contains(bound);
        }

        @Override
        public BoundValues<T> with(One<T> bound)
        {
            members.add(bound);
            return members.size() <= MAX_FEW ? this : new Many<>(members);
        }

        @Override
        public BoundValues<T> without(One<T> bound)
        {
            members.remove(bound);
            return members.size() > 1 ? this : members.get(0);
        }

        @Override
        public void forEach(Consumer<? super One<T>> each)
        {
            members.forEach(each);
        }
    }

    /** Any number; stays hashed when it shrinks, for what was popular will be again. */
    final class Many<T> implements BoundValues<T>
    {
        private final Set<One<T>> members;

        private Many(List<One<T>> members)
        {
            this.members = new LinkedHashSet<>(members);
        }

        @Override
        public boolean contains(One<T> bound)
        {
            return members.contains(bound);
        }

        @Override
        public BoundValues<T> with(One<T> bound)
        {
            members.add(bound);
            return this;
        }

        @Override
        public BoundValues<T> without(One<T> bound)
        {
            members.remove(bound);
            return members.isEmpty() ? null : this;
        }

        @Override
        public void forEach(Consumer<? super One<T>> each)
        {
            members.forEach(each);
        }
    }
}
