/**
 * The test kit, published as the test-jar of {@code bus-api}: what the project's own tests and the authors of
 * transports use. It expects JUnit Jupiter on the test class path.
 *
 * <p>Read {@link org.gradientbus.testkit.TransportConformance} first: a new transport's whole test is one class that
 * extends it.
 */
package org.gradientbus.testkit;
