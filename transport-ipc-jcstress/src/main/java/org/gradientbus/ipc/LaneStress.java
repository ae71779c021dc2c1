package org.gradientbus.ipc;

import org.agrona.concurrent.UnsafeBuffer;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;
import org.openjdk.jcstress.infra.results.ZZI_Result;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/**
 * What several threads may see of a lane. Each class is one race, and lists all that may come of it. Two threads each:
 * jcstress leaves out a race of more threads than the machine has cores.
 */
public class LaneStress
{
    /** A frame that is seen is whole. */
    @JCStressTest
    @Outcome(id = "0", expect = Expect.ACCEPTABLE, desc = "not yet there")
    @Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "whole")
    @Outcome(id = "-1", expect = Expect.FORBIDDEN, desc = "torn, or of another lap")
    @State
    public static class SendAndPoll extends LaneState
    {
        @Actor
        public void sender()
        {
            send(1);
        }

        @Actor
        public void receiver(I_Result r)
        {
            r.r1 = poll();
        }
    }

    /** Frames of two senders: each whole and once, in one order or the other. */
    @JCStressTest
    @Outcome(id = {"0, 12", "1, 2", "2, 1"}, expect = Expect.ACCEPTABLE, desc = "each once")
    @Outcome(expect = Expect.FORBIDDEN, desc = "lost, doubled or torn")
    @State
    public static class TwoSenders extends LaneState
    {
        @Actor
        public void first()
        {
            send(1);
        }

        @Actor
        public void secondAndReceiver(II_Result r)
        {
            send(2);
            r.r1 = poll();
        }

        @Arbiter
        public void rest(II_Result r)
        {
            r.r2 = pollAll();
        }
    }

    /** An aborted claim never shows, and never stands in the way. */
    @JCStressTest
    @Outcome(id = {"0, 2", "2, 0"}, expect = Expect.ACCEPTABLE, desc = "the committed one, once")
    @Outcome(expect = Expect.FORBIDDEN, desc = "lost, torn, or the aborted one")
    @State
    public static class AbortAndSend extends LaneState
    {
        @Actor
        public void aborting()
        {
            sendAndAbort(1);
        }

        @Actor
        public void sendingAndReceiving(II_Result r)
        {
            send(2);
            r.r1 = poll();
        }

        @Arbiter
        public void rest(II_Result r)
        {
            r.r2 = pollAll();
        }
    }

    /** The sleeper sees the claim, or the sender sees the sleeper. */
    @JCStressTest
    @Outcome(id = {"true, false", "false, true", "true, true"}, expect = Expect.ACCEPTABLE, desc = "woken")
    @Outcome(id = "false, false", expect = Expect.FORBIDDEN, desc = "asleep beside a frame")
    @State
    public static class SendAndSleep extends LaneState
    {
        @Actor
        public void sender()
        {
            send(1);
        }

        @Actor
        public void sleeper(ZZ_Result r)
        {
            isSleeping = true;
            r.r1 = reader.hasWork();
        }

        @Arbiter
        public void result(ZZ_Result r)
        {
            r.r2 = isRung;
        }
    }

    /** Two senders that tell of their claims in the wrong order do not send the loop to sleep. */
    @JCStressTest
    @Outcome(id = {"true, false", "false, true", "true, true"}, expect = Expect.ACCEPTABLE, desc = "woken")
    @Outcome(id = "false, false", expect = Expect.FORBIDDEN, desc = "asleep beside a frame")
    @State
    public static class TwoSendersAndSleep extends LaneState
    {
        @Actor
        public void first()
        {
            send(1);
        }

        @Actor
        public void secondAndSleeper(ZZ_Result r)
        {
            send(2);
            pollAll();
            isSleeping = true;
            r.r1 = reader.hasWork();
        }

        @Arbiter
        public void result(ZZ_Result r)
        {
            boolean isEmpty = pollAll() == 0;
            r.r2 = isRung || isEmpty;
        }
    }

    /** What two senders tell of their claims ends at the last of them. */
    @JCStressTest
    @Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "all was told")
    @Outcome(expect = Expect.FORBIDDEN, desc = "an older claim stands over a newer one")
    @State
    public static class TwoSendersTell extends LaneState
    {
        @Actor
        public void first()
        {
            send(1);
        }

        @Actor
        public void second()
        {
            sendAndAbort(2);
        }

        @Arbiter
        public void result(II_Result r)
        {
            r.r1 = (int)(writer.tail() - reader.claimedPosition());
            pollAll();
            r.r2 = (int)(reader.claimedPosition() - reader.consumedPosition());
        }
    }

    /** After the seal nothing is granted that the consumer does not see as claimed. */
    @JCStressTest
    @Outcome(id = {"true, true, 1", "false, true, 0", "false, false, 0"}, expect = Expect.ACCEPTABLE,
        desc = "granted and seen, or refused")
    @Outcome(expect = Expect.FORBIDDEN, desc = "granted and not seen, or refused and delivered")
    @State
    public static class SendAndSeal extends LaneState
    {
        @Actor
        public void sender(ZZI_Result r)
        {
            r.r1 = send(1);
        }

        @Actor
        public void sealing(ZZI_Result r)
        {
            reader.seal();
            r.r2 = reader.hasWork();
        }

        @Arbiter
        public void rest(ZZI_Result r)
        {
            r.r3 = pollAll();
        }
    }

    /** A frame that was committed before the close is there for whoever looks; none is torn. */
    @JCStressTest
    @Outcome(id = {"1, 1, 0", "1, 0, 1", "0, 0, 0"}, expect = Expect.ACCEPTABLE,
        desc = "sent, or CLOSED")
    @Outcome(expect = Expect.FORBIDDEN, desc = "torn, doubled, or CLOSED and delivered")
    @State
    public static class SendAndClose extends LaneState
    {
        @Actor
        public void sender(III_Result r)
        {
            r.r1 = send(1) ? 1 : 0;
        }

        @Actor
        public void closing(III_Result r)
        {
            reader.close();
            r.r2 = poll();
        }

        @Arbiter
        public void rest(III_Result r)
        {
            r.r3 = pollAll();
        }
    }

    /** Whoever sees a lane sees all of it. */
    @JCStressTest
    @Outcome(id = {"0", "1"}, expect = Expect.ACCEPTABLE, desc = "none, or a whole one")
    @Outcome(id = "-1", expect = Expect.FORBIDDEN, desc = "half of one")
    @State
    public static class MakeAndAttach extends LaneState
    {
        private final UnsafeBuffer fresh = new UnsafeBuffer(new byte[spec.totalLength()]);

        @Actor
        public void maker()
        {
            spec.format(fresh);
        }

        @Actor
        public void opener(I_Result r)
        {
            if (fresh.getLongVolatile(LaneLayout.MAGIC_OFFSET) == LaneLayout.MAGIC)
            {
                try
                {
                    r.r1 = LaneSpec.read(fresh, "the lane").equals(spec) ? 1 : -1;
                }
                catch (CorruptLaneException half)
                {
                    r.r1 = -1;
                }
            }
        }
    }
}
