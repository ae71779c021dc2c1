package org.gradientbus.engine;

import org.agrona.DirectBuffer;
import org.gradientbus.BusCounter;
import org.gradientbus.BusException;
import org.gradientbus.Overflow;
import org.gradientbus.codecs.control.BindDecoder;
import org.gradientbus.codecs.control.BindingsDecoder;
import org.gradientbus.codecs.control.DetachDecoder;
import org.gradientbus.codecs.control.GoodbyeDecoder;
import org.gradientbus.codecs.control.GoodbyeReason;
import org.gradientbus.codecs.control.HelloDecoder;
import org.gradientbus.codecs.control.MessageHeaderDecoder;
import org.gradientbus.codecs.control.PingDecoder;
import org.gradientbus.codecs.control.UnbindDecoder;
import org.gradientbus.codecs.control.WelcomeDecoder;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the control messages of peers and says what follows from each. Their structure was verified by the loops that
 * took them; values are checked here. By the conductor alone.
 */
final class ControlDispatch
{
    /** Whoever greets before the transport has told of him is answered when it does. */
    private static final int MAX_EARLY_HELLOS = 1024;

    private final ControlPlane plane;
    private final Map<Long, ControlInbox.Message> earlyHellos = new LinkedHashMap<>();

    ControlDispatch(ControlPlane plane)
    {
        this.plane = plane;
    }

    void onMessage(ControlInbox.Message message)
    {
        try
        {
            read(message);
        }
        catch (final IllegalArgumentException badValue)
        {
            malformed();
        }
    }

    /** The transport has told of a peer: perhaps it greeted before. */
    void onMet(PeerSession session)
    {
        final ControlInbox.Message hello = earlyHellos.remove(session.peer().nodeId());
        if (hello != null)
        {
            onMessage(hello);
        }
    }

    private void read(ControlInbox.Message message)
    {
        final DirectBuffer buffer = message.buffer();
        final MessageHeaderDecoder header = new MessageHeaderDecoder();
        final PeerSession session = plane.session(message.from());
        final int templateId = ControlCodec.templateId(buffer, 0);
        if (session == null)
        {
            if (templateId == HelloDecoder.TEMPLATE_ID && earlyHellos.size() < MAX_EARLY_HELLOS &&
                plane.mayBeMet(message.from()))
            {
                earlyHellos.put(message.from(), message);
            }
            else if (templateId == GoodbyeDecoder.TEMPLATE_ID)
            {
                plane.onLateGoodbye(message.from());
            }
            return;
        }
        session.heard(message.rung());
        switch (templateId)
        {
            case HelloDecoder.TEMPLATE_ID ->
                onHello(session, new HelloDecoder().wrapAndApplyHeader(buffer, 0, header));
            case WelcomeDecoder.TEMPLATE_ID ->
                onWelcome(session, new WelcomeDecoder().wrapAndApplyHeader(buffer, 0, header));
            case BindingsDecoder.TEMPLATE_ID ->
                onBindings(session, new BindingsDecoder().wrapAndApplyHeader(buffer, 0, header));
            case BindDecoder.TEMPLATE_ID -> onBind(session, new BindDecoder().wrapAndApplyHeader(buffer, 0, header));
            case UnbindDecoder.TEMPLATE_ID ->
                onUnbind(session, new UnbindDecoder().wrapAndApplyHeader(buffer, 0, header));
            case PingDecoder.TEMPLATE_ID -> onPing(session, new PingDecoder().wrapAndApplyHeader(buffer, 0, header));
            case GoodbyeDecoder.TEMPLATE_ID ->
                onGoodbye(session, new GoodbyeDecoder().wrapAndApplyHeader(buffer, 0, header));
            case DetachDecoder.TEMPLATE_ID ->
                onDetach(new DetachDecoder().wrapAndApplyHeader(buffer, 0, header));
            default -> malformed();
        }
    }

    private void onHello(PeerSession session, HelloDecoder hello)
    {
        requireOwn(session, hello.nodeId());
        final int version = hello.protocolVersion();
        hello.endpoints().forEach((each) -> each.skipEndpoint());
        final String domain = hello.domain();
        if (version != ControlCodec.PROTOCOL_VERSION)
        {
            refuse(session, GoodbyeReason.WRONG_PROTOCOL_VERSION,
                "protocol version " + version + ", not " + ControlCodec.PROTOCOL_VERSION);
        }
        else if (!domain.equals(inAscii(plane.bus().config().domain())))
        {
            refuse(session, GoodbyeReason.WRONG_DOMAIN,
                "domain " + domain + ", not " + plane.bus().config().domain());
        }
        else
        {
            session.onHello();
        }
    }

    private void refuse(PeerSession session, GoodbyeReason reason, String text)
    {
        if (session.sayGoodbye(reason, text))
        {
            plane.bus().report(new BusException(session.peer() + " is not answered: " + text));
            session.onGoodbye();
        }
    }

    private void onWelcome(PeerSession session, WelcomeDecoder welcome)
    {
        requireOwn(session, welcome.nodeId());
        final int slot = welcome.slot();
        if (slot == 0 || slot > PeerTable.MAX_PEERS)
        {
            throw new IllegalArgumentException("slot=" + slot);
        }
        welcome.endpoints().forEach((each) -> each.skipEndpoint());
        welcome.skipDomain();
        session.peer().introduced(welcome.name(), slot);
    }

    private void onBindings(PeerSession session, BindingsDecoder bindings)
    {
        requireOwn(session, bindings.nodeId());
        if (bindings.sequence() < 0 || bindings.part() >= bindings.parts())
        {
            throw new IllegalArgumentException("sequence=" + bindings.sequence() + " part=" + bindings.part());
        }
        final List<FactCodec.Told> facts = new ArrayList<>();
        for (final BindingsDecoder.EntriesDecoder each : bindings.entries())
        {
            facts.add(FactCodec.decode(each.binding(), each.name()));
        }
        if (session.peer().slotThere() == 0 ||
            !session.bindings().onPart(bindings.sequence(), bindings.part(), bindings.parts(), facts))
        {
            session.askAgain();
        }
        else if (bindings.part() + 1 == bindings.parts())
        {
            session.onSnapshot();
            plane.met(session);
        }
    }

    private void onBind(PeerSession session, BindDecoder bind)
    {
        requireOwn(session, bind.nodeId());
        onChange(session, bind.sequence(), true, FactCodec.decode(bind.binding(), bind.name()));
    }

    private void onUnbind(PeerSession session, UnbindDecoder unbind)
    {
        requireOwn(session, unbind.nodeId());
        onChange(session, unbind.sequence(), false, FactCodec.decode(unbind.binding(), unbind.name()));
    }

    private static void onChange(PeerSession session, long sequence, boolean isUp, FactCodec.Told fact)
    {
        if (!session.bindings().onChange(sequence, isUp, fact))
        {
            session.askAgain();
        }
    }

    /** The loop has answered it; here it tells whether changes were missed, be it the last ones. */
    private static void onPing(PeerSession session, PingDecoder ping)
    {
        final long known = session.bindings().sequence();
        if (known != RemoteBindings.NOTHING && known < ping.sequence())
        {
            session.askAgain();
        }
    }

    private void onGoodbye(PeerSession session, GoodbyeDecoder goodbye)
    {
        requireOwn(session, goodbye.nodeId());
        if (goodbye.reason() != GoodbyeReason.BUS_CLOSED)
        {
            plane.bus().report(new BusException(
                session.peer() + " does not answer: " + goodbye.reason() + ", " + goodbye.text()));
        }
        session.onGoodbye();
    }

    /** A peer may ask that of those mailboxes that let it. */
    private void onDetach(DetachDecoder detach)
    {
        if (plane.bus().refs().get(detach.mailboxRef()) instanceof RealMailbox mailbox)
        {
            if (mailbox.overflow().policy() != Overflow.Policy.DETACH_AFTER ||
                detach.stalledNs() < mailbox.overflow().detachAfter().toNanos())
            {
                throw new IllegalArgumentException("ref=" + detach.mailboxRef() + " stalled=" + detach.stalledNs());
            }
            plane.bus().endings().detach(mailbox, detach.stalledNs());
        }
    }

    private static void requireOwn(PeerSession session, long nodeId)
    {
        if (session.peer().nodeId() != nodeId)
        {
            throw new IllegalArgumentException("a message about another node than its sender");
        }
    }

    private void malformed()
    {
        plane.bus().counterBlocks().shared().addShared(BusCounter.MALFORMED, 1);
    }

    /** As the text travels. */
    private static String inAscii(String text)
    {
        return new String(text.getBytes(java.nio.charset.StandardCharsets.US_ASCII),
            java.nio.charset.StandardCharsets.US_ASCII);
    }
}
