package org.gradientbus.engine;

import java.util.function.Consumer;

/**
 * Closed intervals of unsigned 64-bit numbers, and all those that overlap another. A height-balanced search tree by
 * (lower, upper) in which every node also knows the largest upper end below it, so that a look-up leaves out each
 * subtree that ends before it begins. Adding and removing cost O(log n); finding k of n costs O(log n + k) while they
 * lie together, and never more than O(k log n).
 *
 * <p><b>Source:</b> Cormen, Leiserson, Rivest, Stein, <em>Introduction to Algorithms</em>, "Interval trees"; balanced
 * as Adelson-Velsky and Landis do.
 */
final class IntervalTree<T>
{
    private Node<T> root;

    boolean add(long lower, long upper, BoundValues.One<T> bound)
    {
        Node<T> node = find(lower, upper);
        if (node == null)
        {
            root = insert(root, new Node<>(lower, upper, bound));
            return true;
        }
        if (node.values.contains(bound))
        {
            return false;
        }
        node.values = node.values.with(bound);
        return true;
    }

    boolean remove(long lower, long upper, BoundValues.One<T> bound)
    {
        Node<T> node = find(lower, upper);
        if (node == null || !node.values.contains(bound))
        {
            return false;
        }
        BoundValues<T> rest = node.values.without(bound);
        if (rest == null)
        {
            root = delete(root, node);
        }
        else
        {
            node.values = rest;
        }
        return true;
    }

    void forEachOverlap(long lower, long upper, Consumer<? super BoundValues.One<T>> each)
    {
        visit(root, lower, upper, each);
    }

    void forEach(Consumer<? super BoundValues.One<T>> each)
    {
        visit(root, 0, -1L, each);
    }

    int height()
    {
        return height(root);
    }

    private static <T> void visit(Node<T> node, long lower, long upper, Consumer<? super BoundValues.One<T>> each)
    {
        if (node == null || Long.compareUnsigned(node.maxUpper, lower) < 0)
        {
            return;
        }
        visit(node.left, lower, upper, each);
        if (Long.compareUnsigned(node.lower, upper) <= 0)
        {
            if (Long.compareUnsigned(node.upper, lower) >= 0)
            {
                node.values.forEach(each);
            }
            visit(node.right, lower, upper, each);
        }
    }

    private Node<T> find(long lower, long upper)
    {
        Node<T> node = root;
        while (node != null)
        {
            int order = node.compareTo(lower, upper);
            if (order == 0)
            {
                return node;
            }
            node = order > 0 ? node.left : node.right;
        }
        return null;
    }

    private static <T> Node<T> insert(Node<T> node, Node<T> added)
    {
        if (node == null)
        {
            return added;
        }
        if (node.compareTo(added.lower, added.upper) > 0)
        {
            node.left = insert(node.left, added);
        }
        else
        {
            node.right = insert(node.right, added);
        }
        return balanced(node);
    }

    private static <T> Node<T> delete(Node<T> node, Node<T> deleted)
    {
        if (node == deleted)
        {
            return joined(node.left, node.right);
        }
        if (node.compareTo(deleted.lower, deleted.upper) > 0)
        {
            node.left = delete(node.left, deleted);
        }
        else
        {
            node.right = delete(node.right, deleted);
        }
        return balanced(node);
    }

    private static <T> Node<T> joined(Node<T> left, Node<T> right)
    {
        if (left == null || right == null)
        {
            return left == null ? right : left;
        }
        Node<T> middle = right;
        while (middle.left != null)
        {
            middle = middle.left;
        }
        middle.right = delete(right, middle);
        middle.left = left;
        return balanced(middle);
    }

    private static <T> Node<T> balanced(Node<T> node)
    {
        int lean = height(node.left) - height(node.right);
        if (lean > 1)
        {
            if (height(node.left.left) < height(node.left.right))
            {
                node.left = rotatedLeft(node.left);
            }
            return rotatedRight(node);
        }
        if (lean < -1)
        {
            if (height(node.right.right) < height(node.right.left))
            {
                node.right = rotatedRight(node.right);
            }
            return rotatedLeft(node);
        }
        node.update();
        return node;
    }

    private static <T> Node<T> rotatedRight(Node<T> node)
    {
        Node<T> top = node.left;
        node.left = top.right;
        top.right = node;
        node.update();
        top.update();
        return top;
    }

    private static <T> Node<T> rotatedLeft(Node<T> node)
    {
        Node<T> top = node.right;
        node.right = top.left;
        top.left = node;
        node.update();
        top.update();
        return top;
    }

    private static int height(Node<?> node)
    {
        return node == null ? 0 : node.height;
    }

    private static final class Node<T>
    {
        private final long lower;
        private final long upper;
        private long maxUpper;
        private BoundValues<T> values;
        private Node<T> left;
        private Node<T> right;
        private byte height = 1;

        private Node(long lower, long upper, BoundValues<T> values)
        {
            this.lower = lower;
            this.upper = upper;
            this.maxUpper = upper;
            this.values = values;
        }

        private int compareTo(long otherLower, long otherUpper)
        {
            int byLower = Long.compareUnsigned(lower, otherLower);
            return byLower != 0 ? byLower : Long.compareUnsigned(upper, otherUpper);
        }

        private void update()
        {
            height = (byte)(1 + Math.max(height(left), height(right)));
            maxUpper = largest(largest(upper, left), right);
        }

        private static long largest(long end, Node<?> below)
        {
            return below == null || Long.compareUnsigned(below.maxUpper, end) < 0 ? end : below.maxUpper;
        }
    }
}
