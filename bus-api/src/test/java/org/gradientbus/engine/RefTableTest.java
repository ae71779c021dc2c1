package org.gradientbus.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import org.agrona.DirectBuffer;
import org.gradientbus.Address;
import org.gradientbus.testkit.Await;
import org.junit.jupiter.api.Test;

import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReference;

/** What refs stand for, and that none ever stands for two. */
class RefTableTest
{
    private static final int REFS = 4_000_000;

    private final RefTable table = new RefTable(new SecureRandom());

    /** A destination that is nothing but its ref. */
    private record Plain(int ref) implements Destination
    {
        @Override
        public Address address()
        {
            throw new UnsupportedOperationException();
        }

        @Override
        public RealLoop loop()
        {
            throw new UnsupportedOperationException();
        }

        @Override
        public void onFrame(Frame frame, DirectBuffer payload, Delivery delivery)
        {
            throw new UnsupportedOperationException();
        }
    }

    @Test
    void shouldNeverRepeatARefWhenMillionsAreGiven()
    {
        final int[] given = new int[REFS];
        for (int i = 0; i < REFS; i++)
        {
            given[i] = table.nextRef();
            assertNotEquals(RefTable.NO_REF, given[i]);
        }
        Arrays.sort(given);
        for (int i = 1; i < REFS; i++)
        {
            assertNotEquals(given[i - 1], given[i]);
        }
    }

    @Test
    void shouldGiveOtherRefsWhenTheBusIsAnother()
    {
        final RefTable other = new RefTable(new SecureRandom());
        int same = 0;
        for (int i = 0; i < 1_000; i++)
        {
            same += table.nextRef() == other.nextRef() ? 1 : 0;
        }
        assertNotEquals(1_000, same);
    }

    @Test
    void shouldFindExactlyWhatIsInItWhenThingsComeAndGo()
    {
        final long seed = System.nanoTime();
        System.out.println("RefTableTest churn: seed=" + seed);
        final SplittableRandom random = new SplittableRandom(seed);
        final List<Plain> in = new ArrayList<>();
        final List<Plain> out = new ArrayList<>();
        for (int i = 0; i < 200_000; i++)
        {
            if (in.size() < 1_000 && random.nextInt(100) < 51)
            {
                in.add(put());
            }
            else if (!in.isEmpty())
            {
                final Plain gone = in.remove(random.nextInt(in.size()));
                table.remove(gone.ref());
                out.add(gone);
                assertNull(table.get(gone.ref()));
            }
        }
        assertEquals(in.size(), table.size());
        in.forEach((each) -> assertSame(each, table.get(each.ref())));
        out.forEach((each) -> assertNull(table.get(each.ref())));
    }

    @Test
    void shouldChangeNothingWhenWhatIsRemovedIsNotThere()
    {
        final Plain there = put();
        table.remove(table.nextRef());
        table.remove(RefTable.NO_REF);
        assertEquals(1, table.size());
        table.remove(there.ref());
        table.remove(there.ref());
        assertEquals(0, table.size());
        assertNull(table.get(RefTable.NO_REF));
    }

    /** A reader who learned of a ref after it was put finds it, whatever grows and shrinks meanwhile. */
    @Test
    void shouldFindWhatWasPutBeforeWhenAnotherThreadReads()
    {
        final AtomicReference<Plain> handedOver = new AtomicReference<>();
        final AtomicReference<String> wrong = new AtomicReference<>();
        final Thread reader = new Thread(() ->
        {
            while (wrong.get() == null && !Thread.currentThread().isInterrupted())
            {
                final Plain learned = handedOver.get();
                if (learned != null)
                {
                    if (table.get(learned.ref()) != learned)
                    {
                        wrong.set("ref " + learned.ref() + " was not found");
                    }
                    handedOver.set(null);
                }
            }
        }, "ref-reader");
        reader.setDaemon(true);
        reader.start();
        final Deque<Plain> live = new ArrayDeque<>();
        for (int i = 0; i < 500_000; i++)
        {
            final Plain next = put();
            live.add(next);
            if ((i & 15) == 0)
            {
                handedOver.set(next);
                growAndShrink();
                Await.until("the reader", () -> handedOver.get() == null || wrong.get() != null);
            }
            while (live.size() > (i >> 10 & 255))
            {
                table.remove(live.remove().ref());
            }
        }
        reader.interrupt();
        Await.until("the reader's end", () -> !reader.isAlive());
        assertNull(wrong.get());
    }

    private void growAndShrink()
    {
        for (int i = 0; i < 8; i++)
        {
            table.remove(put().ref());
        }
    }

    private Plain put()
    {
        final Plain plain = new Plain(table.nextRef());
        table.put(plain);
        return plain;
    }
}
