package org.gradientbus.codecs.verify;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

import org.agrona.DirectBuffer;
import org.agrona.collections.Int2ObjectHashMap;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Says whether untrusted bytes are a message of one SBE schema, before a generated decoder reads them.
 * <p>
 * To use it for a schema of your own, generate the schema's intermediate representation along with its codecs
 * (SBE's option {@code sbe.generate.ir=true}), and put the {@code .sbeir} file among the resources:
 * <pre>{@code
 * private static final StructureVerifier ORDERS = StructureVerifier.load(Orders.class, "orders.sbeir");
 *
 * public void onMessage(DirectBuffer buffer, int offset, int length, Envelope envelope)
 * {
 *     if (ORDERS.verify(buffer, offset, length) == Verdict.OK)
 *     {
 *         slice.wrap(buffer, offset, length);
 *         order.wrapAndApplyHeader(slice, 0, header);
 *     }
 * }
 * }</pre>
 * <p>
 * <b>What {@link Verdict#OK} promises.</b> A decoder that was generated from the same schema, wrapped on the slice and
 * used in the order of the schema, reads every field, group and var-data field inside the slice, and walking the whole
 * message takes no more iterations than the slice has bytes. It says nothing about values: an enum may hold a number
 * that the schema does not know, a string bytes that are no text.
 * <p>
 * <b>Versions.</b> The version in the header, the acting version, decides as it does for generated decoders:
 * <ul>
 * <li>Older than the schema: fields, groups and var-data that came later are absent, and the block has to hold the
 * fields that were there, no more. A template that came later is {@link Verdict#UNKNOWN_VERSION}.</li>
 * <li>Same: the block has to be at least as long as the schema says.</li>
 * <li>Newer: known parts are checked as in the same version. A block may be longer, and bytes behind the last known
 * part are accepted by {@link #verify}, because there a newer schema appends its groups and var-data. These bytes are
 * not looked at, and no decoder of this schema reads them. What a newer schema appends <em>inside</em> a group's
 * entries, other than to their block, cannot be recognised, neither by generated decoders nor here.</li>
 * </ul>
 * A field whose type is a composite counts whole, from the version that added the field.
 * <p>
 * <b>Cost.</b> Nothing is allocated, and the work is bounded by the length of the slice: groups without nested parts
 * are skipped by multiplication, the entries of others take at least a byte each.
 * <p>
 * Threads: immutable, for all threads at once.
 */
public final class StructureVerifier
{
    private final int schemaId;
    private final int schemaVersion;
    private final HeaderLayout header;
    private final Int2ObjectHashMap<Template> templates;

    StructureVerifier(int schemaId, int schemaVersion, HeaderLayout header, Int2ObjectHashMap<Template> templates)
    {
        this.schemaId = schemaId;
        this.schemaVersion = schemaVersion;
        this.header = header;
        this.templates = templates;
    }

    /**
     * Verifier for the schema whose {@code .sbeir} file is a resource.
     *
     * @param neighbour class beside which the resource lies.
     * @param resource  name of the resource, as for {@link Class#getResourceAsStream(String)}.
     * @return the verifier.
     * @throws IllegalArgumentException if there is no such resource, or it is not what SBE's generator writes.
     */
    public static StructureVerifier load(Class<?> neighbour, String resource)
    {
        try (InputStream in = neighbour.getResourceAsStream(resource))
        {
            if (in == null)
            {
                throw new IllegalArgumentException("no resource " + resource + " beside " + neighbour.getName());
            }
            return fromIr(in.readAllBytes());
        }
        catch (IOException e)
        {
            throw new UncheckedIOException("reading " + resource + " beside " + neighbour.getName(), e);
        }
    }

    /**
     * Verifier for the schema of an intermediate representation.
     *
     * @param ir content of an {@code .sbeir} file. It is trusted: never take it from a peer.
     * @return the verifier; it keeps no reference to the bytes.
     * @throws IllegalArgumentException if it is not what SBE's generator writes.
     */
    public static StructureVerifier fromIr(byte[] ir)
    {
        return fromIr(new UnsafeBuffer(ir), 0, ir.length);
    }

    /**
     * Verifier for the schema of an intermediate representation.
     *
     * @param buffer that holds the content of an {@code .sbeir} file. It is trusted: never take it from a peer.
     * @param offset of its first byte.
     * @param length of it in bytes.
     * @return the verifier; it keeps no reference to the buffer.
     * @throws IllegalArgumentException if it is not what SBE's generator writes.
     */
    public static StructureVerifier fromIr(DirectBuffer buffer, int offset, int length)
    {
        return StructureCompiler.compile(IrReader.read(new UnsafeBuffer(buffer, offset, length)));
    }

    /**
     * Id of the schema whose messages this verifies.
     *
     * @return the schema id.
     */
    public int schemaId()
    {
        return schemaId;
    }

    /**
     * Version of the schema that this verifier knows; messages of older and newer versions can be verified too.
     *
     * @return the schema version.
     */
    public int schemaVersion()
    {
        return schemaVersion;
    }

    /**
     * Verifies that a slice is one whole message, from the first byte of its header to the slice's end.
     *
     * @param buffer that holds the slice.
     * @param offset of the slice's first byte, where the message header starts.
     * @param length of the slice in bytes.
     * @return {@link Verdict#OK}, or the first thing that is wrong.
     * @throws IndexOutOfBoundsException if the slice is not inside the buffer, whatever its bytes are.
     */
    public Verdict verify(DirectBuffer buffer, int offset, int length)
    {
        int encodedLength = verifyPrefix(buffer, offset, length);
        if (encodedLength < 0)
        {
            return Verdict.of(encodedLength);
        }
        boolean isWhole = encodedLength == length || header.version(buffer, offset) > schemaVersion;
        return isWhole ? Verdict.OK : Verdict.TRAILING_BYTES;
    }

    /**
     * Verifies that a slice starts with a message, and says where the message ends. What follows is the caller's:
     * the raw payload behind a frame's block, the next message of a batch.
     *
     * @param buffer that holds the slice.
     * @param offset of the slice's first byte, where the message header starts.
     * @param length of the slice in bytes.
     * @return length in bytes of the header and the message's known parts, above zero and at most {@code length};
     * or a negative code that {@link Verdict#of(int)} understands.
     * @throws IndexOutOfBoundsException if the slice is not inside the buffer, whatever its bytes are.
     */
    public int verifyPrefix(DirectBuffer buffer, int offset, int length)
    {
        checkSlice(buffer, offset, length);
        if (length < header.length())
        {
            return Verdict.TRUNCATED_HEADER.code();
        }
        if (header.schemaId(buffer, offset) != schemaId)
        {
            return Verdict.UNKNOWN_SCHEMA.code();
        }
        long templateId = header.templateId(buffer, offset);
        Template template = (int)templateId == templateId ? templates.get((int)templateId) : null;
        if (template == null)
        {
            return Verdict.UNKNOWN_TEMPLATE.code();
        }
        long version = header.version(buffer, offset);
        if (version < template.sinceVersion() || version > Integer.MAX_VALUE)
        {
            return Verdict.UNKNOWN_VERSION.code();
        }

        int limit = template.block().verify(
            buffer,
            offset + header.length(),
            offset + length,
            header.blockLength(buffer, offset),
            (int)version);
        return limit < 0 ? limit : limit - offset;
    }

    /**
     * Does not lean on the buffer's own check, which can be switched off.
     */
    private static void checkSlice(DirectBuffer buffer, int offset, int length)
    {
        if (offset < 0 || length < 0 || length > buffer.capacity() - offset)
        {
            throw new IndexOutOfBoundsException(
                "offset=" + offset + " length=" + length + " capacity=" + buffer.capacity());
        }
    }
}
