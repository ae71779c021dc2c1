/**
 * Remote memory for machines without a network card that can do it: regions are files that processes of one host share,
 * and writes are carried out by the thread that lets the domain progress. It promises what
 * {@link org.gradientbus.rdma.verbs} promises, and no more: by seed it reorders, splits, delays and fails what
 * no fence holds together. A ring that stands this stands a network card.
 */
package org.gradientbus.rdma.emulated;
