/**
 * Decides whether untrusted bytes have the structure of an SBE message, for any schema.
 * <p>
 * SBE decoders are made for speed and trust what they read: a length inside the message moves the reading position
 * wherever it says, and a decoder that is wrapped on a shared buffer then reads what belongs to others. Here is the
 * check that makes such a decoder safe, derived at run time from the intermediate representation that SBE's generator
 * writes ({@code sbe.generate.ir=true}), so that it works for the schemas of users as well.
 * <p>
 * Read {@link org.gradientbus.codecs.verify.StructureVerifier} first.
 */
package org.gradientbus.codecs.verify;
