/**
 * The {@code gradient} command.
 */
package org.gradientbus.cli;
