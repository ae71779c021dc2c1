/**
 * Programs for two hosts: {@code S10Desk} and {@code S10Trader} are those of two JVMs with a line more, and
 * {@code PiAcrossHosts} has workers on both. {@code TwoHosts} makes two of one, to try them.
 */
package com.example.twohosts;
