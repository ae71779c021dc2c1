/**
 * Every SBE schema of the bus and what is generated from it. This is the leaf of the module graph: it depends on Agrona
 * and on nothing else.
 * <pre>{@code
 *   frame.xml    --+--> org.gradientbus.codecs.frame     the bus header: FrameEncoder, FrameDecoder
 *                  +--> frame.sbeir
 *   control.xml  --+--> org.gradientbus.codecs.control   what nodes tell each other: Hello, Bindings, Ping, ...
 *                  +--> control.sbeir
 *   sbe-ir.xml   -----> org.gradientbus.codecs.ir        SBE's own codecs for .sbeir files (from the sbe-tool jar)
 *
 *   *.sbeir      -----> org.gradientbus.codecs.verify    says whether bytes are a message, before a decoder reads them
 * }</pre>
 * The layout of each message is drawn in its schema; {@code ids.md} beside the schemas is the registry of ids.
 * <p>
 * A decoder trusts the lengths that it reads. Bytes that came from elsewhere go through a
 * {@link org.gradientbus.codecs.verify.StructureVerifier} first.
 */
package org.gradientbus.codecs;
