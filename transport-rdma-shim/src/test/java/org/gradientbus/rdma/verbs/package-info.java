/**
 * The suite that a provider of verbs passes.
 */
package org.gradientbus.rdma.verbs;
