/**
 * The {@code gradient} command: the command line itself, and what its commands print with.
 *
 * <p>A command is a class with picocli's {@code @Command}, made with the {@link org.gradientbus.cli.Terminal} it prints
 * to, and named in {@link org.gradientbus.cli.Gradient#commandLine}. It returns an
 * {@link org.gradientbus.cli.ExitStatus} and leaves ending the process to {@link org.gradientbus.cli.Main}.
 */
package org.gradientbus.cli;
