package org.gradientbus.codecs.verify;

import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.agrona.collections.Int2ObjectHashMap;
import org.gradientbus.codecs.ir.ByteOrderCodec;
import org.gradientbus.codecs.ir.PresenceCodec;
import org.gradientbus.codecs.ir.SignalCodec;

/**
 * Turns the tokens of a schema into what a verifier walks. Layouts that generated decoders would not read as they are
 * declared are refused here, so that verifier and decoders cannot disagree.
 */
final class StructureCompiler
{
    private final int schemaVersion;
    private final List<Token> tokens;

    private StructureCompiler(int schemaVersion, List<Token> tokens)
    {
        this.schemaVersion = schemaVersion;
        this.tokens = tokens;
    }

    static StructureVerifier compile(IrReader.SchemaTokens schema)
    {
        StructureCompiler compiler = new StructureCompiler(schema.schemaVersion(), schema.tokens());
        return new StructureVerifier(
            schema.schemaId(), schema.schemaVersion(), compiler.header(), compiler.templates());
    }

    private HeaderLayout header()
    {
        Token header = token(0, SignalCodec.BEGIN_COMPOSITE);
        return new HeaderLayout(
            header.encodedLength(),
            member(0, "blockLength"),
            member(0, "templateId"),
            member(0, "schemaId"),
            member(0, "version"));
    }

    private Int2ObjectHashMap<Template> templates()
    {
        Int2ObjectHashMap<Template> templates = new Int2ObjectHashMap<>();
        int index = tokens.get(0).tokenCount();
        while (index < tokens.size())
        {
            Token message = token(index, SignalCodec.BEGIN_MESSAGE);
            Block block = block(index + 1, endOf(index), message.encodedLength());
            templates.put(message.id(), new Template(message.sinceVersion(), block));
            index = endOf(index) + 1;
        }
        return templates;
    }

    /**
     * The block whose fields and parts are the tokens from an index to an end, exclusive.
     */
    private Block block(int from, int to, int declaredLength)
    {
        TreeMap<Integer, Integer> lengthByVersion = new TreeMap<>();
        List<Part> parts = new ArrayList<>();
        for (int index = from; index < to; index = endOf(index) + 1)
        {
            Token token = tokens.get(index);
            switch (token.signal())
            {
                case BEGIN_FIELD:
                    if (token.presence() != PresenceCodec.SBE_CONSTANT)
                    {
                        lengthByVersion.merge(
                            token.sinceVersion(), token.offset() + token.encodedLength(), Math::max);
                    }
                    break;

                case BEGIN_GROUP:
                    parts.add(group(index));
                    break;

                case BEGIN_VAR_DATA:
                    parts.add(varData(index));
                    break;

                default:
                    throw new IllegalArgumentException("unexpected " + token.signal() + " at token " + index);
            }
        }
        lengthByVersion.merge(schemaVersion, declaredLength, Math::max);
        return block(lengthByVersion, parts);
    }

    private static Block block(TreeMap<Integer, Integer> lengthByVersion, List<Part> parts)
    {
        int[] versions = new int[lengthByVersion.size()];
        int[] minimumLengths = new int[lengthByVersion.size()];
        int minimumLength = 0;
        int i = 0;
        for (Map.Entry<Integer, Integer> growth : lengthByVersion.entrySet())
        {
            minimumLength = Math.max(minimumLength, growth.getValue());
            versions[i] = growth.getKey();
            minimumLengths[i] = minimumLength;
            i++;
        }
        return new Block(versions, minimumLengths, parts.toArray(new Part[0]));
    }

    private Group group(int index)
    {
        Token group = tokens.get(index);
        int dimensionsIndex = index + 1;
        Token dimensions = token(dimensionsIndex, SignalCodec.BEGIN_COMPOSITE);
        return new Group(
            group.sinceVersion(),
            dimensions.encodedLength(),
            member(dimensionsIndex, "blockLength"),
            member(dimensionsIndex, "numInGroup"),
            block(endOf(dimensionsIndex) + 1, endOf(index), group.encodedLength()));
    }

    private VarData varData(int index)
    {
        token(index + 1, SignalCodec.BEGIN_COMPOSITE);
        IntegerField length = member(index + 1, "length");
        if (length.offset() != 0)
        {
            throw new IllegalArgumentException(tokens.get(index).name() + ": the length has to come first");
        }
        return new VarData(tokens.get(index).sinceVersion(), length);
    }

    /**
     * The integer of a name among the members of the composite that begins at an index.
     */
    private IntegerField member(int compositeIndex, String name)
    {
        for (int i = compositeIndex + 1; i < endOf(compositeIndex); i++)
        {
            Token token = tokens.get(i);
            if (token.signal() == SignalCodec.ENCODING && token.name().equals(name))
            {
                return integerField(token);
            }
        }
        throw new IllegalArgumentException("composite " + tokens.get(compositeIndex).name() + " has no " + name);
    }

    private static IntegerField integerField(Token token)
    {
        ByteOrder order = token.byteOrder() == ByteOrderCodec.SBE_BIG_ENDIAN ?
            ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        return switch (token.primitiveType())
        {
            case INT8 -> new IntegerField(token.offset(), Byte.BYTES, true, order);
            case INT16 -> new IntegerField(token.offset(), Short.BYTES, true, order);
            case INT32 -> new IntegerField(token.offset(), Integer.BYTES, true, order);
            case INT64 -> new IntegerField(token.offset(), Long.BYTES, true, order);
            case CHAR, UINT8 -> new IntegerField(token.offset(), Byte.BYTES, false, order);
            case UINT16 -> new IntegerField(token.offset(), Short.BYTES, false, order);
            case UINT32 -> new IntegerField(token.offset(), Integer.BYTES, false, order);
            case UINT64 -> new IntegerField(token.offset(), Long.BYTES, false, order);
            case NONE, FLOAT, DOUBLE, NULL_VAL ->
                throw new IllegalArgumentException(token.name() + " is no integer: " + token.primitiveType());
        };
    }

    private Token token(int index, SignalCodec signal)
    {
        if (index >= tokens.size() || tokens.get(index).signal() != signal)
        {
            throw new IllegalArgumentException("no " + signal + " at token " + index + " of " + tokens.size());
        }
        return tokens.get(index);
    }

    /**
     * Index of the token that ends what begins at an index.
     */
    private int endOf(int index)
    {
        int count = tokens.get(index).tokenCount();
        if (count < 1 || count > tokens.size() - index)
        {
            throw new IllegalArgumentException("tokenCount=" + count + " at token " + index + " of " + tokens.size());
        }
        return index + count - 1;
    }
}
