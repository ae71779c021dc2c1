/**
 * How fast, and compared with what.
 *
 * <p>Each way for messages is a small class that does the whole of its job: {@link org.gradientbus.jmh.OneWay} from
 * producers to one consumer, {@link org.gradientbus.jmh.PingPong} there and back between two threads. The bus's own and
 * the one it is held against stand side by side, and write and read the same payload bytes in full, through a ring of
 * the same capacity, and wait by {@link org.gradientbus.jmh.SpinThenYield}.
 *
 * <p>They are run in two manners: by JMH, one fork a benchmark; and by {@link org.gradientbus.jmh.ProcessRatios}, in
 * turns within one JVM, which gives ratios that hold on a machine whose speed drifts.
 */
package org.gradientbus.jmh;
