package org.gradientbus.system;

import org.gradientbus.Address;
import org.gradientbus.Bus;
import org.gradientbus.BusConfig;
import org.gradientbus.Envelope;
import org.gradientbus.LoopConfig;
import org.gradientbus.Mailbox;
import org.gradientbus.MailboxOptions;
import org.gradientbus.ReplyAddress;
import org.gradientbus.Sender;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * A node with mailboxes of every behaviour that a test of the guarantees needs.
 */
final class ServiceProgram
{
    private final Bus bus;
    private final Semaphore gate = new Semaphore(0);
    private final AtomicLong held = new AtomicLong();
    private final AtomicLong counted = new AtomicLong();
    private final AtomicLong countedBytes = new AtomicLong();
    private final List<ReplyAddress> askers = new CopyOnWriteArrayList<>();
    private Mailbox gated;

    private ServiceProgram(Bus bus)
    {
        this.bus = bus;
    }

    /**
     * Runs until told to close, or killed.
     *
     * @param args host directory, name, prefix of the addresses, largest message
     */
    public static void main(String[] args) throws IOException
    {
        BusConfig config = Programs.config(args[0], args[1], (gone) ->
        {
        }).withMaxMessageLength(Integer.parseInt(args[3]));
        Bus bus = Bus.open(config);
        ServiceProgram program = new ServiceProgram(bus);
        program.offer(args[2]);
        Programs.say("open");
        Programs.obey(bus, program::obey);
    }

    private void offer(String prefix)
    {
        bus.subscribe(prefix + "/echo", (buffer, offset, length, envelope) -> envelope.reply(buffer, offset, length));
        bus.subscribe(prefix + "/silent", (buffer, offset, length, envelope) -> held.incrementAndGet());
        bus.subscribe(prefix + "/later", (buffer, offset, length, envelope) -> askers.add(envelope.replyAddress()));
        bus.subscribe(prefix + "/throws", (buffer, offset, length, envelope) ->
        {
            throw new IllegalStateException("as a test wants it");
        });
        bus.subscribe(prefix + "/describe", ServiceProgram::describe);
        bus.subscribe("all/count", this::count).bind(Address.parse(prefix + "/count"));
        Sender onward = bus.sender("onward/echo");
        bus.subscribe(prefix + "/forward", (buffer, offset, length, envelope) -> envelope.forward(onward));
        MailboxOptions ofItsOwnLoop = MailboxOptions.defaults().withLoop(bus.loop(LoopConfig.named("gated")));
        gated = bus.subscribe("all/gated", this::waitAtGate, ofItsOwnLoop).bind(Address.parse(prefix + "/gated"));
    }

    private static void describe(DirectBuffer buffer, int offset, int length, Envelope envelope)
    {
        String text = envelope.kind() + " " + envelope.address() + " " + envelope.importance() + " " +
            (envelope.remainingNs() < Long.MAX_VALUE) + " " + envelope.hops() + " " + length;
        UnsafeBuffer answer = new UnsafeBuffer(text.getBytes(UTF_8));
        envelope.reply(answer, 0, answer.capacity());
    }

    private void count(DirectBuffer buffer, int offset, int length, Envelope envelope)
    {
        countedBytes.addAndGet(length);
        counted.incrementAndGet();
    }

    private void waitAtGate(DirectBuffer buffer, int offset, int length, Envelope envelope)
    {
        held.incrementAndGet();
        gate.acquireUninterruptibly();
        count(buffer, offset, length, envelope);
    }

    private void obey(String order, String[] words)
    {
        switch (order)
        {
            case "counted" -> Programs.say("counted " + counted.get() + " " + countedBytes.get());
            case "held" -> Programs.say("held " + held.get());
            case "open-gate" -> gate.release(Integer.MAX_VALUE / 2);
            // It waits for the handler, which waits for an order.
            case "close-gated" -> new Thread(() ->
            {
                gated.close();
                Programs.say("gated-closed");
            }).start();
            case "answer" ->
            {
                UnsafeBuffer answer = new UnsafeBuffer("later".getBytes(UTF_8));
                askers.forEach((each) -> each.reply(answer, 0, answer.capacity()));
                Programs.say("answered");
            }
            default -> throw new IllegalArgumentException("no such order: " + order);
        }
    }
}
