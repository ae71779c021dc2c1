package org.gradientbus.codecs.verify;

import org.agrona.DirectBuffer;

/**
 * A var-data field: a length, and as many bytes.
 * <pre>
 *   index           + lengthField.length()
 *   +---------------+----------------------------+
 *   | length        | data, length bytes         |
 *   +---------------+----------------------------+
 * </pre>
 */
record VarData(int sinceVersion, IntegerField lengthField) implements Part
{
    public int verify(DirectBuffer buffer, int index, int end, int actingVersion)
    {
        int headerLength = lengthField.length();
        if (end - index < headerLength)
        {
            return Verdict.DATA_OUT_OF_BOUNDS.code();
        }
        long length = lengthField.read(buffer, index);
        int dataIndex = index + headerLength;
        if (length < 0 || length > end - dataIndex)
        {
            return Verdict.DATA_OUT_OF_BOUNDS.code();
        }
        return dataIndex + (int)length;
    }
}
