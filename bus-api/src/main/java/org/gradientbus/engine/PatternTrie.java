package org.gradientbus.engine;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Name patterns by segment; {@code *} and {@code **} are segments like others until a look-up gives them their meaning.
 * A pattern has one path, so a look-up visits a node at most once, and only nodes that agree with it so far.
 *
 * <pre>
 * root -+- fx -+- *               [fx/*]
 *       |      +- eurusd -- **    [fx/eurusd/**]
 *       +- **                     [**]
 * </pre>
 */
final class PatternTrie<T>
{
    private final Node<T> root = new Node<>("");

    boolean add(String pattern, BoundValues.One<T> bound)
    {
        Node<T> node = root;
        for (String segment : segments(pattern))
        {
            node = node.childOrNew(segment);
        }
        if (node.values == null)
        {
            node.values = bound;
            return true;
        }
        if (node.values.contains(bound))
        {
            return false;
        }
        node.values = node.values.with(bound);
        return true;
    }

    boolean remove(String pattern, BoundValues.One<T> bound)
    {
        return remove(root, segments(pattern), 0, bound);
    }

    /** Every value of each pattern that overlaps a name or another pattern. */
    void forEachOverlap(String lookup, Consumer<? super BoundValues.One<T>> each)
    {
        if (!root.isUnused())
        {
            visit(root, segments(lookup), 0, each);
        }
    }

    void forEach(Consumer<? super BoundValues.One<T>> each)
    {
        visitAll(root, each);
    }

    private static <T> boolean remove(Node<T> node, String[] segments, int depth, BoundValues.One<T> bound)
    {
        if (depth == segments.length)
        {
            boolean isBound = node.values != null && node.values.contains(bound);
            if (isBound)
            {
                node.values = node.values.without(bound);
            }
            return isBound;
        }
        Node<T> child = node.child(segments[depth]);
        boolean isRemoved = child != null && remove(child, segments, depth + 1, bound);
        if (isRemoved && child.isUnused())
        {
            node.drop(child);
        }
        return isRemoved;
    }

    private static <T> void visit(
        Node<T> node, String[] lookup, int depth, Consumer<? super BoundValues.One<T>> each)
    {
        if (node == null)
        {
            return;
        }
        boolean isEnd = depth == lookup.length;
        if (!isEnd && lookup[depth].equals(NamePattern.REST))
        {
            visitAll(node, each);
            return;
        }
        node.acceptValuesOf(NamePattern.REST, each);
        if (isEnd)
        {
            node.acceptValues(each);
        }
        else if (lookup[depth].equals(NamePattern.ONE))
        {
            node.forEachChild(child ->
            {
                if (!child.segment.equals(NamePattern.REST))
                {
                    visit(child, lookup, depth + 1, each);
                }
            });
        }
        else
        {
            visit(node.child(lookup[depth]), lookup, depth + 1, each);
            visit(node.child(NamePattern.ONE), lookup, depth + 1, each);
        }
    }

    private static <T> void visitAll(Node<T> node, Consumer<? super BoundValues.One<T>> each)
    {
        node.acceptValues(each);
        node.forEachChild(child -> visitAll(child, each));
    }

    private static String[] segments(String name)
    {
        return name.split("/");
    }

    /** Most nodes have one child, and a root may have 10^6: children are a chain of siblings until there are many. */
    private static final class Node<T>
    {
        private static final int MAX_CHAINED = 8;

        private final String segment;
        private BoundValues<T> values;
        private Node<T> firstChild;
        private Node<T> nextSibling;
        private Map<String, Node<T>> hashedChildren;

        private Node(String segment)
        {
            this.segment = segment;
        }

        private boolean isUnused()
        {
            return values == null && firstChild == null && hashedChildren == null;
        }

        private void acceptValues(Consumer<? super BoundValues.One<T>> each)
        {
            if (values != null)
            {
                values.forEach(each);
            }
        }

        private void acceptValuesOf(String childSegment, Consumer<? super BoundValues.One<T>> each)
        {
            Node<T> child = child(childSegment);
            if (child != null)
            {
                child.acceptValues(each);
            }
        }

        private Node<T> child(String childSegment)
        {
            if (hashedChildren != null)
            {
                return hashedChildren.get(childSegment);
            }
            Node<T> child = firstChild;
            while (child != null && !child.segment.equals(childSegment))
            {
                child = child.nextSibling;
            }
            return child;
        }

        private void forEachChild(Consumer<? super Node<T>> each)
        {
            if (hashedChildren != null)
            {
                hashedChildren.values().forEach(each);
                return;
            }
            for (Node<T> child = firstChild; child != null; child = child.nextSibling)
            {
                each.accept(child);
            }
        }

        private Node<T> childOrNew(String childSegment)
        {
            Node<T> present = child(childSegment);
            if (present != null)
            {
                return present;
            }
            Node<T> child = new Node<>(childSegment);
            if (hashedChildren == null && isChainFull())
            {
                hashChildren();
            }
            if (hashedChildren == null)
            {
                child.nextSibling = firstChild;
                firstChild = child;
            }
            else
            {
                hashedChildren.put(childSegment, child);
            }
            return child;
        }

        private boolean isChainFull()
        {
            int chained = 0;
            for (Node<T> child = firstChild; child != null; child = child.nextSibling)
            {
                chained++;
            }
            return chained == MAX_CHAINED;
        }

        private void hashChildren()
        {
            Map<String, Node<T>> hashed = new HashMap<>();
            forEachChild(child -> hashed.put(child.segment, child));
            hashed.values().forEach(child -> child.nextSibling = null);
            firstChild = null;
            hashedChildren = hashed;
        }

        private void drop(Node<T> child)
        {
            if (hashedChildren != null)
            {
                hashedChildren.remove(child.segment);
                hashedChildren = hashedChildren.isEmpty() ? null : hashedChildren;
            }
            else if (firstChild == child)
            {
                firstChild = child.nextSibling;
            }
            else
            {
                Node<T> before = firstChild;
                while (before.nextSibling != child)
                {
                    before = before.nextSibling;
                }
                before.nextSibling = child.nextSibling;
            }
        }
    }
}
