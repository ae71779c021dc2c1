/**
 * {@code gradient doctor}: looks at this host as a bus would meet it, and names what is wrong and how to mend it.
 */
package org.gradientbus.cli.doctor;
