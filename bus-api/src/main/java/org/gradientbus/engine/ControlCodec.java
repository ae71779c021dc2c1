package org.gradientbus.engine;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.gradientbus.Address;
import org.gradientbus.codecs.control.BindEncoder;
import org.gradientbus.codecs.control.BindingsEncoder;
import org.gradientbus.codecs.control.DetachEncoder;
import org.gradientbus.codecs.control.GoodbyeEncoder;
import org.gradientbus.codecs.control.GoodbyeReason;
import org.gradientbus.codecs.control.HelloEncoder;
import org.gradientbus.codecs.control.InternEncoder;
import org.gradientbus.codecs.control.MessageHeaderDecoder;
import org.gradientbus.codecs.control.MessageHeaderEncoder;
import org.gradientbus.codecs.control.PingEncoder;
import org.gradientbus.codecs.control.PongEncoder;
import org.gradientbus.codecs.control.RungCode;
import org.gradientbus.codecs.control.UnbindEncoder;
import org.gradientbus.codecs.control.UninternEncoder;
import org.gradientbus.codecs.control.WelcomeEncoder;
import org.gradientbus.codecs.verify.StructureVerifier;
import org.gradientbus.codecs.verify.Verdict;
import org.gradientbus.spi.Transport;

import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes control messages, and proves the structure of those that came. For all threads: its flyweights are made for
 * each message, since nothing here is on the data path.
 */
final class ControlCodec
{
    static final int PROTOCOL_VERSION = 1;

    /** A HELLO with the longest names and some endpoints. */
    static final int LEAST_MAX_LENGTH = 2048;

    private static final int MOST_MAX_LENGTH = Transport.MAX_CONTROL_FRAME_LENGTH - Frame.HEADER_LENGTH;
    private static final int HEADER_LENGTH = MessageHeaderEncoder.ENCODED_LENGTH;
    private static final int GROUP_AND_DATA_LENGTH = 6;
    private static final int MAX_NAME_LENGTH = 255;
    private static final int MAX_ADDRESS_LENGTH = 512;
    private static final StructureVerifier VERIFIER =
        StructureVerifier.load(HelloEncoder.class, "/org/gradientbus/codecs/control.sbeir");

    private final long nodeId;
    private final int maxLength;

    /**
     * For the messages of one node.
     *
     * @param nodeId           that sends
     * @param maxMessageLength of the bus
     */
    ControlCodec(long nodeId, int maxMessageLength)
    {
        this.nodeId = nodeId;
        maxLength = Math.min(Math.max(maxMessageLength, LEAST_MAX_LENGTH), MOST_MAX_LENGTH);
    }

    /** Of the longest message that this writes, in bytes. */
    int maxLength()
    {
        return maxLength;
    }

    /** Is a slice one whole message of the control schema? Before this says so, nothing may be read. */
    static boolean isMessage(DirectBuffer buffer, int offset, int length)
    {
        return VERIFIER.verify(buffer, offset, length) == Verdict.OK;
    }

    /** Of a verified message. */
    static int templateId(DirectBuffer buffer, int offset)
    {
        return buffer.getShort(offset + MessageHeaderDecoder.templateIdEncodingOffset(), ByteOrder.LITTLE_ENDIAN);
    }

    int encodeHello(MutableDirectBuffer buffer, HostId host, List<Transport> transports, String domain, String name)
    {
        final HelloEncoder hello = new HelloEncoder().wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder())
            .nodeId(nodeId).hostIdHigh(host.high()).hostIdLow(host.low()).protocolVersion(PROTOCOL_VERSION);
        final HelloEncoder.EndpointsEncoder endpoints = hello.endpointsCount(transports.size());
        for (final Transport each : transports)
        {
            endpoints.next().rung(RungCode.get((short)each.rung().ordinal())).endpoint(each.endpoint());
        }
        return hello.domain(domain).name(name).limit();
    }

    int encodeWelcome(MutableDirectBuffer buffer, HostId host, List<Transport> transports, String domain, String name,
        int slot)
    {
        final WelcomeEncoder welcome = new WelcomeEncoder().wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder())
            .nodeId(nodeId).hostIdHigh(host.high()).hostIdLow(host.low()).protocolVersion(PROTOCOL_VERSION).slot(slot);
        final WelcomeEncoder.EndpointsEncoder endpoints = welcome.endpointsCount(transports.size());
        for (final Transport each : transports)
        {
            endpoints.next().rung(RungCode.get((short)each.rung().ordinal())).endpoint(each.endpoint());
        }
        return welcome.domain(domain).name(name).limit();
    }

    /** Splits facts so that each part fits a message; an empty snapshot has one part, too. */
    List<List<Announcements.Fact>> parts(List<Announcements.Fact> facts)
    {
        final int empty = HEADER_LENGTH + BindingsEncoder.BLOCK_LENGTH + GROUP_AND_DATA_LENGTH;
        final List<List<Announcements.Fact>> parts = new ArrayList<>();
        List<Announcements.Fact> part = new ArrayList<>();
        int length = empty;
        for (final Announcements.Fact each : facts)
        {
            final int entryLength = FactCodec.entryLength(each.address());
            if (length + entryLength > maxLength)
            {
                parts.add(part);
                part = new ArrayList<>();
                length = empty;
            }
            part.add(each);
            length += entryLength;
        }
        parts.add(part);
        return parts;
    }

    int encodeBindings(
        MutableDirectBuffer buffer, long sequence, int part, int parts, List<Announcements.Fact> facts)
    {
        final BindingsEncoder bindings = new BindingsEncoder()
            .wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder())
            .nodeId(nodeId).sequence(sequence).part(part).parts(parts);
        final BindingsEncoder.EntriesEncoder entries = bindings.entriesCount(facts.size());
        for (final Announcements.Fact each : facts)
        {
            FactCodec.encode(entries.next().binding(), each);
            entries.name(FactCodec.nameOf(each.address()));
        }
        return bindings.limit();
    }

    int encodeChange(MutableDirectBuffer buffer, Announcements.Change change)
    {
        final String name = FactCodec.nameOf(change.fact().address());
        if (change.isUp())
        {
            final BindEncoder bind = new BindEncoder().wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder())
                .nodeId(nodeId).sequence(change.sequence());
            FactCodec.encode(bind.binding(), change.fact());
            return bind.name(name).limit();
        }
        final UnbindEncoder unbind = new UnbindEncoder().wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder())
            .nodeId(nodeId).sequence(change.sequence());
        FactCodec.encode(unbind.binding(), change.fact());
        return unbind.name(name).limit();
    }

    int encodePing(MutableDirectBuffer buffer, long nonce, long sentNs, long sequence)
    {
        return new PingEncoder().wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder())
            .nonce(nonce).sentNs(sentNs).sequence(sequence).limit();
    }

    int encodePong(MutableDirectBuffer buffer, long nonce, long sentNs)
    {
        return new PongEncoder().wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder())
            .nonce(nonce).sentNs(sentNs).limit();
    }

    int encodeGoodbye(MutableDirectBuffer buffer, GoodbyeReason reason, String text)
    {
        return new GoodbyeEncoder().wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder())
            .nodeId(nodeId).reason(reason)
            .text(text.length() > MAX_NAME_LENGTH ? text.substring(0, MAX_NAME_LENGTH) : text).limit();
    }

    /** How many mailboxes one Intern can name. */
    int mailboxesPerIntern()
    {
        return (maxLength - HEADER_LENGTH - InternEncoder.BLOCK_LENGTH - GROUP_AND_DATA_LENGTH - MAX_ADDRESS_LENGTH) /
            InternEncoder.MailboxesEncoder.sbeBlockLength();
    }

    int encodeIntern(MutableDirectBuffer buffer, int list, int[] refs, int first, int count, Address address)
    {
        final InternEncoder intern = new InternEncoder()
            .wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder()).list(list);
        final InternEncoder.MailboxesEncoder mailboxes = intern.mailboxesCount(count);
        for (int i = first; i < first + count; i++)
        {
            mailboxes.next().mailboxRef(refs[i]);
        }
        return intern.address(address.toString()).limit();
    }

    int encodeUnintern(MutableDirectBuffer buffer, int list)
    {
        return new UninternEncoder().wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder()).list(list).limit();
    }

    int encodeDetach(MutableDirectBuffer buffer, int ref, long stalledNs)
    {
        return new DetachEncoder().wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder())
            .mailboxRef(ref).stalledNs(stalledNs).limit();
    }
}
