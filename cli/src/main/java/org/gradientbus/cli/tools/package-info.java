/**
 * The commands that look into a domain, and take part in it: {@code ls}, {@code top}, {@code ping}, {@code sub},
 * {@code pub}, {@code req}, {@code clean}.
 *
 * <p>Those that exchange messages join the domain as a bus like any other, by {@link
 * org.gradientbus.cli.tools.DomainOptions}; those that look at the nodes of this host read what the nodes write down,
 * by {@link org.gradientbus.cli.tools.HostView}, and join nothing.
 */
package org.gradientbus.cli.tools;
