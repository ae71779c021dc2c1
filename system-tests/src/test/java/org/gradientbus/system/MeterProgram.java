package org.gradientbus.system;

import org.gradientbus.Address;
import org.gradientbus.Bus;
import org.gradientbus.BusConfig;
import org.gradientbus.Claim;
import org.gradientbus.Envelope;
import org.gradientbus.Guarantee;
import org.gradientbus.IdleProfile;
import org.gradientbus.MessageKind;
import org.gradientbus.Port;
import org.gradientbus.PortOptions;
import org.gradientbus.ReplyHandler;
import org.gradientbus.RequestFailure;
import org.gradientbus.Requester;
import org.gradientbus.Rung;
import org.gradientbus.testkit.AllocationMeter;
import org.gradientbus.udp.UdpConfig;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Measures in its own process what its threads allocate, and how late its loop hears of a message while it sleeps.
 */
final class MeterProgram implements ReplyHandler
{
    private static final int LENGTH = 64;
    private static final int ITERATIONS = 20_000;
    private static final long REQUEST_TIMEOUT_NS = TimeUnit.SECONDS.toNanos(60);
    private static final long BETWEEN_LOOKS_NS = TimeUnit.MICROSECONDS.toNanos(500);
    private static final int MAX_PULSES = 10_000;

    private final Bus bus;
    private final UnsafeBuffer message = new UnsafeBuffer(new byte[LENGTH]);
    private final Claim claim;
    private final long[] wakeUpsNs = new long[MAX_PULSES];
    private volatile int pulses;
    private volatile Thread loop;
    private volatile long received;
    private volatile long replies;
    private volatile long repliedNs;
    private volatile boolean isFlooding;
    private Thread flood;
    private long target;

    private MeterProgram(Bus bus)
    {
        this.bus = bus;
        claim = bus.claim();
    }

    /**
     * Runs until told to close, or killed.
     *
     * @param args host directory, address to serve, idle profile; and for the NETWORK rung, where to listen, and seeds
     */
    public static void main(String[] args) throws IOException
    {
        BusConfig config = Programs.config(args[0], Programs.STEADY + " meter " + args[1], (gone) ->
        {
        }).withIdle(IdleProfile.valueOf(args[2]));
        Bus bus = Bus.open(args.length == 3 ? config : config.withoutRung(Rung.HOST).with(
            UdpConfig.listen(args[3]).seeds(Arrays.copyOfRange(args, 4, args.length))));
        MeterProgram program = new MeterProgram(bus);
        bus.subscribe(args[1], program::onMessage);
        bus.subscribe(args[1] + "/pulse", program::onPulse);
        Programs.say("open");
        Programs.obey(bus, program::obey);
    }

    private void onMessage(DirectBuffer buffer, int offset, int length, Envelope envelope)
    {
        if (loop == null)
        {
            loop = Thread.currentThread();
        }
        if (envelope.kind() == MessageKind.REQUEST)
        {
            envelope.reply(buffer, offset, length);
        }
        received++;
    }

    private void onPulse(DirectBuffer buffer, int offset, int length, Envelope envelope)
    {
        // One clock for all processes of a host.
        onWakeUp(System.nanoTime() - buffer.getLong(offset));
    }

    private void onWakeUp(long latencyNs)
    {
        wakeUpsNs[pulses] = latencyNs;
        pulses++;
    }

    @Override
    public void onReply(long correlationId, DirectBuffer buffer, int offset, int length)
    {
        if (loop == null)
        {
            loop = Thread.currentThread();
        }
        repliedNs = System.nanoTime();
        replies++;
    }

    @Override
    public void onFailure(long correlationId, RequestFailure failure)
    {
        Programs.say("failed " + failure);
    }

    private void obey(String order, String[] words)
    {
        switch (order)
        {
            case "await" -> Programs.say("found " + bus.awaitService(words[1], Jvm.PATIENCE));
            case "flood" -> flood(() -> send(port(words)));
            case "flood-requests" -> flood(() -> ask(bus.requester(words[1])));
            case "stop" -> stop();
            case "measure-received" -> measureReceived();
            case "measure-sent" -> measureSent(port(words));
            case "measure-asked" -> measureAsked(words[1]);
            case "pulse" -> pulse(words[1], Integer.parseInt(words[2]), ns(words[3]));
            case "listen-bare" -> listenBare(Path.of(words[1]));
            case "pulse-bare" -> pulseBare(Path.of(words[1]), Integer.parseInt(words[2]), ns(words[3]));
            case "round-trips" -> roundTrips(words[1], Integer.parseInt(words[2]), ns(words[3]));
            case "wake-ups" -> Programs.say("wake-ups " + Figures.us(Arrays.copyOf(wakeUpsNs, pulses)));
            case "forget-wake-ups" -> forgetWakeUps();
            default -> throw new IllegalArgumentException("no such order: " + order);
        }
    }

    private void flood(Runnable work)
    {
        isFlooding = true;
        flood = new Thread(work, "floods");
        flood.setDaemon(true);
        flood.start();
    }

    private void stop()
    {
        isFlooding = false;
        try
        {
            flood.join();
        }
        catch (InterruptedException interrupted)
        {
            Thread.currentThread().interrupt();
        }
        Programs.say("stopped");
    }

    private void send(Port port)
    {
        while (isFlooding)
        {
            if (!port.offer(message, 0, LENGTH).isAccepted())
            {
                Thread.yield();
            }
        }
    }

    private void ask(Requester requester)
    {
        while (isFlooding)
        {
            if (!requester.request(message, 0, LENGTH, REQUEST_TIMEOUT_NS, this).isAccepted())
            {
                Thread.yield();
            }
        }
    }

    private void measureReceived()
    {
        while (loop == null)
        {
            Thread.yield();
        }
        target = received;
        long bytes = AllocationMeter.ofThreads(loop).bytesOf(ITERATIONS, () ->
        {
            target++;
            while (received < target)
            {
                Thread.yield();
            }
        });
        Programs.say("allocated " + bytes);
    }

    /** Reliable, unless another guarantee is named. */
    private Port port(String[] words)
    {
        return bus.sender(Address.parse(words[1]), PortOptions.defaults()
            .withGuarantee(words.length > 2 ? Guarantee.valueOf(words[2]) : Guarantee.RELIABLE));
    }

    private void measureSent(Port port)
    {
        long bytes = AllocationMeter.ofThisThread().bytesOf(ITERATIONS, () ->
        {
            while (!port.offer(message, 0, LENGTH).isAccepted())
            {
                Thread.yield();
            }
            while (!port.tryClaim(LENGTH, claim).isAccepted())
            {
                Thread.yield();
            }
            claim.buffer().putLong(claim.offset(), 1);
            claim.commit();
        });
        Programs.say("allocated " + bytes);
    }

    private void measureAsked(String address)
    {
        Requester requester = bus.requester(address);
        Runnable ask = () ->
        {
            long before = replies;
            while (!requester.request(message, 0, LENGTH, REQUEST_TIMEOUT_NS, this).isAccepted())
            {
                Thread.yield();
            }
            while (replies == before)
            {
                Thread.yield();
            }
        };
        ask.run();
        // What the JVM makes once may fall into each of so few rounds; no object is as small as one byte a request.
        int iterations = ITERATIONS / 10;
        Programs.say("allocated " +
            AllocationMeter.ofThreads(Thread.currentThread(), loop).bytesOf(iterations, ask) / iterations);
    }

    private static long ns(String milliseconds)
    {
        return TimeUnit.MILLISECONDS.toNanos(Integer.parseInt(milliseconds));
    }

    private void forgetWakeUps()
    {
        pulses = 0;
        Programs.say("forgotten");
    }

    private void pulse(String address, int count, long pauseNs)
    {
        Port port = bus.sender(address);
        for (int i = 0; i < count; i++)
        {
            LockSupport.parkNanos(pauseNs);
            message.putLong(0, System.nanoTime());
            if (!port.offer(message, 0, Long.BYTES).isAccepted())
            {
                Programs.say("failed: a pulse was refused");
            }
        }
        Programs.say("pulsed");
    }

    /** Each begins when all have been asleep for a while. */
    private void roundTrips(String address, int count, long pauseNs)
    {
        Requester requester = bus.requester(address);
        long[] tookNs = new long[count];
        for (int i = 0; i < count; i++)
        {
            LockSupport.parkNanos(pauseNs);
            long before = replies;
            repliedNs = 0;
            long startNs = System.nanoTime();
            if (!requester.request(message, 0, LENGTH, REQUEST_TIMEOUT_NS, this).isAccepted())
            {
                Programs.say("failed: a request was refused");
                return;
            }
            while (replies == before)
            {
                LockSupport.parkNanos(BETWEEN_LOOKS_NS);
            }
            tookNs[i] = repliedNs - startNs;
        }
        Programs.say("round trips " + Figures.us(tookNs));
    }

    private void listenBare(Path socket)
    {
        try
        {
            BareSignal.listen(socket, this::onWakeUp);
            Programs.say("listening");
        }
        catch (IOException failure)
        {
            throw new UncheckedIOException(failure);
        }
    }

    private static void pulseBare(Path socket, int count, long pauseNs)
    {
        try
        {
            BareSignal.send(socket, count, pauseNs);
            Programs.say("pulsed");
        }
        catch (IOException failure)
        {
            throw new UncheckedIOException(failure);
        }
    }
}
