package com.example.twohosts;

import org.gradientbus.BusConfig;
import org.gradientbus.Rung;
import org.gradientbus.process.Output;
import org.gradientbus.process.ProcessSpec;
import org.gradientbus.samples.pi.MonteCarloPi;
import org.gradientbus.samples.pi.PiAcrossProcesses;
import org.gradientbus.samples.pi.PiCrew;
import org.gradientbus.samples.pi.PiPlan;
import org.gradientbus.samples.pi.PrinterProcess;
import org.gradientbus.samples.pi.WorkerProcess;
import org.gradientbus.udp.UdpConfig;

import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;

/**
 * π by processes on two hosts: {@link PiAcrossProcesses}, with the printer on the second host and workers on both.
 *
 * <pre>
 *   first host                                  second host
 *     this process                              printer@{8080,1,1}
 *     worker 1, 3, ...         -----&gt;           worker 2, 4, ...
 * </pre>
 */
public final class PiAcrossHosts implements PiCrew
{
    /** Both hosts are one machine, and processes that count leave little of it to the others. */
    private static final Duration PEER_TIMEOUT = Duration.ofSeconds(8);

    private final PiPlan plan;
    private final TwoHosts hosts;
    private int workers;

    private PiAcrossHosts(PiPlan plan, TwoHosts hosts)
    {
        this.plan = plan;
        this.hosts = hosts;
    }

    /**
     * Computes π.
     *
     * @param plan   with how many processes, and how long
     * @param hosts  with this JVM on the first
     * @param output where the printer prints
     * @return the estimate
     * @throws IllegalStateException when a message was lost, workers fail again and again, or nothing goes on
     */
    public static MonteCarloPi.Result run(PiPlan plan, TwoHosts hosts, Output output)
    {
        return PiAcrossProcesses.run(plan, new PiAcrossHosts(plan, hosts), output);
    }

    @Override
    public BusConfig starter()
    {
        return config(plan, "pi", UdpConfig.listen(hosts.first().endpoint()));
    }

    @Override
    public ProcessSpec printer()
    {
        return start(hosts.second(), Printer.class, hosts.second().endpoint(), hosts.first().endpoint());
    }

    /** On each host in turn. */
    @Override
    public ProcessSpec worker()
    {
        workers++;
        Host host = workers % 2 == 0 ? hosts.second() : hosts.first();
        // Any free port: nobody looks for a worker, it looks for the others.
        return start(host, Worker.class, host.address() + ":0", hosts.first().endpoint(), hosts.second().endpoint());
    }

    private ProcessSpec start(Host host, Class<?> main, String... endpoints)
    {
        return host.runs(plan.process(main).plusArguments(endpoints));
    }

    /** Without the HOST rung, if there is one: by that the two hosts of one machine would meet, too. */
    private static BusConfig config(PiPlan plan, String nodeName, UdpConfig network)
    {
        return plan.config(nodeName).withRungs(Rung.NETWORK).with(network.withPeerTimeout(PEER_TIMEOUT));
    }

    /** Behind the plan's arguments come where to receive, and where others do. */
    private static BusConfig config(PiPlan plan, String nodeName, String[] args)
    {
        String[] endpoints = Arrays.copyOfRange(args, PiPlan.ARGUMENTS, args.length);
        String[] others = Arrays.copyOfRange(endpoints, 1, endpoints.length);
        return config(plan, nodeName, UdpConfig.listen(endpoints[0]).seeds(others));
    }

    private static PiPlan plan(String[] args)
    {
        return PiPlan.parse(Arrays.copyOf(args, PiPlan.ARGUMENTS));
    }

    static final class Printer
    {
        public static void main(String[] args) throws InterruptedException
        {
            PrinterProcess.serve(config(plan(args), "printer", args));
        }
    }

    static final class Worker
    {
        public static void main(String[] args)
        {
            PiPlan plan = plan(args);
            WorkerProcess.count(plan, config(plan, "worker", args));
        }
    }

    /**
     * Eight workers, two at a time, a million points each. The hosts are network namespaces when it is started by
     * {@code unshare --net}, as root.
     *
     * @param args none, or the plan's six values
     */
    public static void main(String[] args)
    {
        PiPlan plan = args.length == 0 ?
            new PiPlan("pi-" + ProcessHandle.current().pid(), Optional.empty(), 2, 8, 1_000_000, 314) :
            PiPlan.parse(args);
        try (TwoHosts hosts = TwoHosts.besideThis())
        {
            System.out.println(hosts.areNamespaces() ?
                "over two network namespaces" :
                "over loopback: for two network namespaces, start this as root by unshare --net");
            MonteCarloPi.Result result = run(plan, hosts, Output.inherited());
            System.out.printf("pi = %.6f, off by %.6f%n", result.pi(), result.error());
            System.out.printf("%,d points in %,d messages between hosts, %,.0f messages/s%n",
                result.points(), result.messages(), result.messagesPerSecond());
        }
    }
}
