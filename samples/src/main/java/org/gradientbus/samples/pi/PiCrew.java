package org.gradientbus.samples.pi;

import org.gradientbus.BusConfig;
import org.gradientbus.process.ProcessSpec;

/**
 * The processes of {@link PiAcrossProcesses}: where each of them runs, and by what they meet.
 */
public interface PiCrew
{
    /**
     * How the process takes part that starts the others.
     *
     * @return the configuration of its bus
     */
    BusConfig starter();

    /**
     * The process that sums.
     *
     * @return runs {@link PrinterProcess#serve}
     */
    ProcessSpec printer();

    /**
     * A process that counts. It is asked for one after the other.
     *
     * @return runs {@link WorkerProcess#count}
     */
    ProcessSpec worker();

    /**
     * All of them on this host, where they meet by themselves.
     *
     * @param plan of theirs
     * @return the crew
     */
    static PiCrew onThisHost(PiPlan plan)
    {
        return new PiCrew()
        {
            @Override
            public BusConfig starter()
            {
                return plan.config("pi");
            }

            @Override
            public ProcessSpec printer()
            {
                return plan.process(PrinterProcess.class);
            }

            @Override
            public ProcessSpec worker()
            {
                return plan.process(WorkerProcess.class);
            }
        };
    }
}
