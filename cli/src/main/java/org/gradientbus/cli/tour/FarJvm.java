package org.gradientbus.cli.tour;

import com.example.twohosts.TwoHosts;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.gradientbus.Bus;
import org.gradientbus.BusConfig;
import org.gradientbus.BusException;
import org.gradientbus.IdleProfile;
import org.gradientbus.Requester;
import org.gradientbus.cli.tools.OpenBus;
import org.gradientbus.process.Child;
import org.gradientbus.process.Exit;
import org.gradientbus.process.Output;
import org.gradientbus.process.ProcessSpec;
import org.gradientbus.process.Signal;
import org.gradientbus.process.Supervisor;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A far end in a JVM of its own, started for this and ended with it, however this one ends. It is asked over the bus:
 * its questions and answers go the way of the messages that are measured.
 */
final class FarJvm implements FarEnd
{
    private static final Duration BOOT_TIMEOUT = Duration.ofSeconds(20);
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration END_TIMEOUT = Duration.ofSeconds(5);

    private final Supervisor supervisor;
    private final Child child;
    private final OpenBus near;
    private final Meeting meeting;
    private final Requester requester;
    private final UnsafeBuffer question = new UnsafeBuffer(new byte[FarQuestion.LENGTH]);

    private FarJvm(Supervisor supervisor, Child child, OpenBus near, Meeting meeting)
    {
        this.supervisor = supervisor;
        this.child = child;
        this.near = near;
        this.meeting = meeting;
        requester = near.bus().requester(FarQuestion.ADDRESS);
    }

    /**
     * Two ends on the HOST rung.
     *
     * @throws RungUnavailableException when that rung cannot work here
     */
    static Ends open(BusConfig config)
    {
        return open(config, FarMain.class);
    }

    /** With another program at the far end, which gets the arguments of {@link FarMain}. */
    static Ends open(BusConfig config, Class<?> farMain)
    {
        return open(config, farMain, new Meeting.OnThisHost());
    }

    /**
     * Two ends on the NETWORK rung.
     *
     * @throws RungUnavailableException when that rung cannot work here
     */
    static Ends openOverNetwork(BusConfig config)
    {
        return openOverNetwork(config, FarMain.class);
    }

    /** With another program at the far end, which gets the arguments of {@link FarMain}. */
    static Ends openOverNetwork(BusConfig config, Class<?> farMain)
    {
        return open(config, farMain, new Meeting.OverNetwork(TwoHosts.besideThis()));
    }

    private static Ends open(BusConfig config, Class<?> farMain, Meeting meeting)
    {
        try
        {
            return open(config, farMain, meeting, new OpenBus(Bus.open(meeting.near(config))));
        }
        catch (RuntimeException failure)
        {
            meeting.close();
            throw failure;
        }
    }

    private static Ends open(BusConfig config, Class<?> farMain, Meeting meeting, OpenBus near)
    {
        try
        {
            // Nobody else is in the domain yet, so whatever is remarkable is about the rung.
            List<String> remarks = near.bus().explain(FarQuestion.ADDRESS).remarks();
            if (!remarks.isEmpty())
            {
                throw new RungUnavailableException(String.join("; ", remarks));
            }
            return new Ends(meeting.rung(), meeting.place(), near.bus(), start(config, farMain, meeting, near));
        }
        catch (RuntimeException failure)
        {
            near.close();
            throw failure;
        }
    }

    private static FarJvm start(BusConfig config, Class<?> farMain, Meeting meeting, OpenBus near)
    {
        Supervisor supervisor = Supervisor.open();
        try
        {
            // Its standard output is not ours: a document may be on it.
            Child child = supervisor.spawn(
                meeting.far(ProcessSpec.java(farMain, meeting.arguments(config)).withJvmFlags("-Xmx128m"))
                    .withOutput(Output.discarded()));
            FarJvm far = new FarJvm(supervisor, child, near, meeting);
            far.awaitBoot();
            return far;
        }
        catch (RuntimeException failure)
        {
            supervisor.close();
            throw failure;
        }
    }

    private void awaitBoot()
    {
        Duration step = BOOT_TIMEOUT.dividedBy(100);
        for (int i = 0; i < 100; i++)
        {
            if (near.bus().awaitService(FarQuestion.ADDRESS, step))
            {
                return;
            }
            if (child.exit().isPresent())
            {
                throw new BusException("the far end did not come up: " + child);
            }
        }
        throw new BusException("the far end did not come up within " + BOOT_TIMEOUT + ": " + child);
    }

    @Override
    public void open(FarPart part, IdleProfile idle)
    {
        ask(new FarQuestion(FarQuestion.Act.OPEN, part, idle));
    }

    @Override
    public long next(FarPart part)
    {
        return ask(FarQuestion.Act.NEXT, part)[0];
    }

    @Override
    public Counts counts(FarPart part)
    {
        long[] answer = ask(FarQuestion.Act.COUNTS, part);
        return new Counts(answer[0], answer[1], answer[2], answer[3]);
    }

    @Override
    public void close(FarPart part)
    {
        ask(FarQuestion.Act.CLOSE, part);
    }

    @Override
    public Health health()
    {
        long[] answer = ask(FarQuestion.Act.HEALTH, FarPart.ECHO);
        return new Health(answer[0], answer[1], answer[2]);
    }

    @Override
    public String fate()
    {
        // That it is gone may be known here sooner than how it went.
        child.awaitExit(Duration.ofSeconds(1));
        return "the far end: " + child;
    }

    /**
     * Lets it end in good order, so that it leaves nothing behind; ends it in any case. Closes the near bus, and what
     * was made for the two to meet.
     */
    @Override
    public void close()
    {
        try
        {
            if (child.exit().isEmpty())
            {
                ask(FarQuestion.Act.END, FarPart.ECHO);
                child.awaitExit(END_TIMEOUT);
            }
        }
        catch (BusException gone)
        {
            // It has failed, which whoever measured has seen. One that was stopped may still end in good order.
            child.kill(Signal.CONT);
        }
        requester.close();
        supervisor.close();
        near.close();
        meeting.close();
    }

    /** How it ended; empty while it runs. */
    Optional<Exit> exit()
    {
        return child.exit();
    }

    long pid()
    {
        return child.pid();
    }

    private long[] ask(FarQuestion.Act act, FarPart part)
    {
        return ask(new FarQuestion(act, part, IdleProfile.QUIET));
    }

    private long[] ask(FarQuestion asked)
    {
        asked.encode(question);
        DirectBuffer reply = requester.call(question, 0, FarQuestion.LENGTH, ANSWER_TIMEOUT);
        if (reply.capacity() != FarQuestion.ANSWER_LENGTH)
        {
            throw new BusException("an answer of length=" + reply.capacity() + " from the far end, instead of " +
                FarQuestion.ANSWER_LENGTH);
        }
        long[] answer = new long[FarQuestion.ANSWERS];
        for (int i = 0; i < answer.length; i++)
        {
            answer[i] = reply.getLong(i * Long.BYTES);
        }
        return answer;
    }
}
