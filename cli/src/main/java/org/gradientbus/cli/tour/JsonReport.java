package org.gradientbus.cli.tour;

import org.gradientbus.Rung;
import org.gradientbus.cli.Json;
import org.gradientbus.cli.Machine;
import org.gradientbus.samples.pi.HexDigitsOfPi;
import org.gradientbus.samples.pi.MonteCarloPi;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The tour as one JSON document, printed at the end. Fields are only ever added.
 */
final class JsonReport implements TourReport
{
    private final PrintWriter out;
    private final Map<String, Object> document = new LinkedHashMap<>();
    private final List<Object> rungs = new ArrayList<>();
    private final List<Object> unavailable = new ArrayList<>();

    JsonReport(PrintWriter out)
    {
        this.out = out;
    }

    @Override
    public void begin(String version, Machine machine)
    {
        document.put("version", version);
        document.put("machine", object(
            "cpu", machine.cpu(),
            "cores", machine.cores(),
            "memoryBytes", machine.memoryBytes(),
            "kernel", machine.kernel(),
            "jdk", machine.jdk()));
        document.put("rungs", rungs);
        document.put("unavailable", unavailable);
    }

    @Override
    public void rung(RungFigures figures)
    {
        Tally tally = figures.tally();
        rungs.add(object(
            "rung", figures.rung().name(),
            "place", figures.place(),
            "idleProfile", figures.idle().name(),
            "sizes", figures.rows().stream().map(JsonReport::row).toList(),
            "wakeUpNs", latency(figures.wakeUp().latency()),
            "messages", tally.received(),
            "lost", tally.lost(),
            "wrong", tally.wrong(),
            "inFlight", figures.health().inFlight(),
            "handlerErrors", figures.health().handlerErrors(),
            "farBackgroundErrors", figures.health().backgroundErrors()));
    }

    @Override
    public void unavailable(Rung rung, String reason)
    {
        unavailable.add(object("rung", rung.name(), "reason", reason));
    }

    @Override
    public void pi(PiFigures figures)
    {
        Map<String, Object> pi = new LinkedHashMap<>();
        figures.monteCarlo().ifPresent((result) -> pi.put("monteCarlo", monteCarlo(result)));
        figures.hexDigits().ifPresent((result) -> pi.put("hexDigits", hexDigits(result)));
        figures.acrossProcesses().ifPresent((result) -> pi.put("acrossProcesses", monteCarlo(result)));
        figures.acrossHosts().ifPresent((result) -> pi.put("acrossHosts", monteCarlo(result)));
        pi.put("inFlight", figures.inFlight());
        document.put("pi", pi);
    }

    @Override
    public void end(List<String> problems, Duration took)
    {
        document.put("isRight", problems.isEmpty());
        document.put("problems", problems);
        document.put("tookMs", took.toMillis());
        out.println(Json.write(document));
    }

    private static Map<String, Object> row(RungFigures.Row row)
    {
        return object(
            "bytes", row.bytes(),
            "roundTripNs", latency(row.roundTrip().latency()),
            "roundTripAllocatedBytesPerMessage", row.roundTrip().allocation().sum(),
            "roundTripAllocatedBytesPerMessageAtFarEnd", row.roundTrip().allocation().far(),
            "oneWayMessagesPerSecond", Math.round(row.oneWay().messagesPerSecond()),
            "oneWayAllocatedBytesPerMessage", row.oneWay().allocation().sum(),
            "oneWayAllocatedBytesPerMessageAtFarEnd", row.oneWay().allocation().far());
    }

    private static Map<String, Object> latency(Latency latency)
    {
        return object(
            "p50", latency.p50Ns(), "p99", latency.p99Ns(), "p99.9", latency.p999Ns(), "samples", latency.samples());
    }

    private static Map<String, Object> monteCarlo(MonteCarloPi.Result result)
    {
        return object(
            "pi", result.pi(),
            "error", result.error(),
            "isPlausible", result.isPlausible(),
            "workers", result.workers(),
            "points", result.points(),
            "messages", result.messages(),
            "messagesPerSecond", Math.round(result.messagesPerSecond()));
    }

    private static Map<String, Object> hexDigits(HexDigitsOfPi.Result result)
    {
        return object(
            "digits", result.digits(),
            "isRight", result.isRight(),
            "messages", result.messages(),
            "messagesByWorker", result.messagesByWorker());
    }

    /** Names and values in turn, kept in this order. */
    private static Map<String, Object> object(Object... namesAndValues)
    {
        Map<String, Object> object = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2)
        {
            object.put((String)namesAndValues[i], namesAndValues[i + 1]);
        }
        return object;
    }
}
