/**
 * What it takes to write and to read a message: the bus's header, and a message of some fields, a group and two
 * strings by SBE and by protobuf.
 *
 * <p>Both codecs are used as their own guides say: SBE's flyweights are made once and wrapped again, protobuf's
 * builders and messages are made for each message. Both read every field, the characters of the strings included.
 */
package org.gradientbus.jmh.codec;
