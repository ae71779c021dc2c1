/**
 * One small runnable class for each pattern of messaging.
 */
package org.gradientbus.samples;
