package org.gradientbus.cli.tour;

import org.gradientbus.IdleProfile;
import org.gradientbus.Rung;

import java.util.ArrayList;
import java.util.List;

/**
 * What was measured on one rung.
 *
 * @param rung   that carried the messages
 * @param place  where the ends were
 * @param idle   profile of the far loops, but for the wake-ups
 * @param rows   one for each size
 * @param wakeUp of a sleeping loop
 * @param health of both ends, afterwards
 */
record RungFigures(
    Rung rung, String place, IdleProfile idle, List<Row> rows, WakeUp.Result wakeUp, FarEnd.Health health)
{
    /**
     * One size of message.
     *
     * @param bytes     of each message
     * @param roundTrip there and back
     * @param oneWay    one after the other
     */
    record Row(int bytes, RoundTrip.Result roundTrip, OneWay.Result oneWay)
    {
        /** Per message, in the worse of the two. */
        Allocation allocation()
        {
            return roundTrip.allocation().max(oneWay.allocation());
        }

        private Tally tally()
        {
            return roundTrip.tally().plus(oneWay.tally());
        }
    }

    /** Of every message that was sent, those of the warm-up too. A round trip is one. */
    Tally tally()
    {
        Tally sum = wakeUp.tally();
        for (Row each : rows)
        {
            sum = sum.plus(each.tally());
        }
        return sum;
    }

    /** What was not right, in words; empty when all was. */
    List<String> problems()
    {
        List<String> problems = new ArrayList<>();
        for (Row each : rows)
        {
            check(problems, each.bytes() + " bytes, round trips", each.roundTrip().tally());
            check(problems, each.bytes() + " bytes, one way", each.oneWay().tally());
        }
        check(problems, "wake-ups", wakeUp.tally());
        if (health.inFlight() != 0)
        {
            problems.add(rung + ": the counters do not add up: " + health.inFlight() +
                " messages are still in flight at rest");
        }
        if (health.handlerErrors() != 0)
        {
            problems.add(rung + ": " + health.handlerErrors() + " times a handler threw");
        }
        if (health.backgroundErrors() != 0)
        {
            problems.add(rung + ": " + health.backgroundErrors() +
                " errors in the background of the far end; standard error has them");
        }
        return problems;
    }

    private void check(List<String> problems, String what, Tally tally)
    {
        if (!tally.isRight())
        {
            problems.add(rung + ", " + what + ": of " + tally.sent() + " messages " + tally.lost() + " were lost and " +
                tally.wrong() + " wrong");
        }
    }
}
