/**
 * Two programs for two JVMs of one host: start {@code S09Desk}, then {@code S09Trader}, in either order.
 */
package com.example.twojvms;
