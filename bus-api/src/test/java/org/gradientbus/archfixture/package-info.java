/**
 * The packages of the bus in small, with one class for each way to break a rule of {@code ArchitectureTest}.
 */
package org.gradientbus.archfixture;
