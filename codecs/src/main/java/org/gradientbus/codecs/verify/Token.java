package org.gradientbus.codecs.verify;

import org.gradientbus.codecs.ir.ByteOrderCodec;
import org.gradientbus.codecs.ir.PresenceCodec;
import org.gradientbus.codecs.ir.PrimitiveTypeCodec;
import org.gradientbus.codecs.ir.SignalCodec;

/**
 * One token of SBE's intermediate representation, as far as structure needs it.
 *
 * @param signal        what begins, ends or is encoded here.
 * @param name          of the message, field, group, or member of a composite.
 * @param id            of the message or field.
 * @param sinceVersion  version of the schema that added it.
 * @param encodedLength in bytes; of a message or group, the length of its block.
 * @param offset        from the start of the enclosing block or composite.
 * @param tokenCount    tokens up to and including the one that ends what begins here.
 * @param primitiveType of an encoding.
 * @param byteOrder     of an encoding.
 * @param presence      whether it is in the bytes at all.
 * @see <a href="https://github.com/aeron-io/simple-binary-encoding/wiki/Intermediate-Representation">SBE IR</a>
 */
record Token(
    SignalCodec signal,
    String name,
    int id,
    int sinceVersion,
    int encodedLength,
    int offset,
    int tokenCount,
    PrimitiveTypeCodec primitiveType,
    ByteOrderCodec byteOrder,
    PresenceCodec presence)
{
}
