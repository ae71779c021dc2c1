/**
 * How fast, and compared with what.
 */
package org.gradientbus.jmh;
