package org.gradientbus.codecs.verify;

import org.agrona.DirectBuffer;

/**
 * Where the message header of a schema keeps its four integers. Values out of the range of their signed type come as
 * negative numbers, which no schema has.
 */
record HeaderLayout(
    int length,
    IntegerField blockLengthField,
    IntegerField templateIdField,
    IntegerField schemaIdField,
    IntegerField versionField)
{
    long blockLength(DirectBuffer buffer, int offset)
    {
        return blockLengthField.read(buffer, offset);
    }

    long templateId(DirectBuffer buffer, int offset)
    {
        return templateIdField.read(buffer, offset);
    }

    long schemaId(DirectBuffer buffer, int offset)
    {
        return schemaIdField.read(buffer, offset);
    }

    long version(DirectBuffer buffer, int offset)
    {
        return versionField.read(buffer, offset);
    }
}
