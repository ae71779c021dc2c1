/**
 * Remote memory by UCX: a network card's where there is one, UCX's own tcp where there is none. Needs the system's
 * {@code libucp} and looks for it when a domain is opened.
 *
 * <p><b>UCX checks no keys.</b> Whoever reaches its port can have any memory of this process read and written, with a
 * card as without, since it always listens for what it carries out in software. So a fabric is for networks whose every
 * host is trusted.
 */
package org.gradientbus.rdma.ucx;
