package org.gradientbus.samples.pi;

import org.agrona.concurrent.UnsafeBuffer;
import org.gradientbus.Bus;
import org.gradientbus.BusConfig;
import org.gradientbus.Sender;
import org.gradientbus.samples.messages.MessageHeaderEncoder;
import org.gradientbus.samples.messages.PointsCountedEncoder;

import java.util.SplittableRandom;

/**
 * A process that counts points for {@link PiAcrossProcesses} and reports them to the printer, wherever it finds it.
 */
public final class WorkerProcess
{
    private WorkerProcess()
    {
    }

    /**
     * On this host.
     *
     * @param args the plan
     */
    public static void main(String[] args)
    {
        PiPlan plan = PiPlan.parse(args);
        count(plan, plan.config("worker"));
    }

    /**
     * Counts its points, then ends.
     *
     * @param plan   has how many
     * @param config of its bus
     */
    public static void count(PiPlan plan, BusConfig config)
    {
        long pid = ProcessHandle.current().pid();
        try (Bus bus = Bus.open(config.withNodeName("worker " + pid)))
        {
            work(bus, plan.pointsPerWorker(), new SplittableRandom(plan.seed() + pid));
        }
    }

    /** Returns how many reports it sent. */
    static long work(Bus bus, long points, SplittableRandom random)
    {
        if (!bus.awaitService(MonteCarloPi.PRINTER, MonteCarloPi.PATIENCE))
        {
            throw new IllegalStateException("no " + MonteCarloPi.PRINTER + " within " + MonteCarloPi.PATIENCE);
        }
        UnsafeBuffer buffer = new UnsafeBuffer(new byte[64]);
        MessageHeaderEncoder header = new MessageHeaderEncoder();
        PointsCountedEncoder report = new PointsCountedEncoder();
        long reports = 0;
        try (Sender printer = bus.sender(MonteCarloPi.PRINTER))
        {
            for (long left = points; left > 0; left -= PointCounter.POINTS_PER_REPORT)
            {
                long batch = Math.min(left, PointCounter.POINTS_PER_REPORT);
                report.wrapAndApplyHeader(buffer, 0, header)
                    .inside(Square.countInside(random, batch))
                    .total(batch);
                printer.send(buffer, 0, header.encodedLength() + report.encodedLength(), MonteCarloPi.PATIENCE);
                reports++;
            }
        }
        return reports;
    }
}
