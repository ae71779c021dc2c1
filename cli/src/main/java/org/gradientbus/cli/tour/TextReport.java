package org.gradientbus.cli.tour;

import org.gradientbus.IdleProfile;
import org.gradientbus.Rung;
import org.gradientbus.cli.Machine;
import org.gradientbus.cli.Table;
import org.gradientbus.samples.pi.HexDigitsOfPi;
import org.gradientbus.samples.pi.MonteCarloPi;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * The tour for a person, each part as soon as it is known. ASCII, as nobody knows what the terminal can show.
 */
final class TextReport implements TourReport
{
    private static final int DIGITS_SHOWN = 32;

    private final PrintWriter out;

    TextReport(PrintWriter out)
    {
        this.out = out;
    }

    @Override
    public void begin(String version, Machine machine)
    {
        line("Gradient %s", version);
        line("  CPU     %s, %d cores", machine.cpu(), machine.cores());
        line("  memory  %.1f GiB", machine.memoryBytes() / (double)(1L << 30));
        line("  kernel  %s", machine.kernel());
        line("  JDK     %s", machine.jdk());
        line("");
    }

    @Override
    public void rung(RungFigures figures)
    {
        Table table = new Table(
            "bytes", "round trip p50", "p99", "p99.9", "one-way messages/s", "bytes allocated/message",
            "at the far end");
        for (RungFigures.Row row : figures.rows())
        {
            Latency latency = row.roundTrip().latency();
            table.row(
                String.valueOf(row.bytes()), micros(latency.p50Ns()), micros(latency.p99Ns()), micros(latency.p999Ns()),
                text("%,.0f", row.oneWay().messagesPerSecond()),
                text("%.2f", row.allocation().near()), text("%.2f", row.allocation().far()));
        }
        Latency wakeUp = figures.wakeUp().latency();
        Tally tally = figures.tally();
        line("%s, %s, idle profile %s%s", figures.rung(), figures.place(), figures.idle(),
            figures.idle() == IdleProfile.BALANCED ? " (SPIN needs " + Tour.LEAST_CORES_TO_SPIN + " cores)" : "");
        out.print(table);
        line("  a message to a sleeping loop (QUIET) arrives in %s p50, %s p99",
            micros(wakeUp.p50Ns()), micros(wakeUp.p99Ns()));
        line("  %,d messages checked: %,d lost, %,d wrong, %,d in flight at the end",
            tally.received(), tally.lost(), tally.wrong(), figures.health().inFlight());
        line("");
    }

    @Override
    public void unavailable(Rung rung, String reason)
    {
        line("%s: not on this machine, so not measured: %s", rung, reason);
        line("");
    }

    @Override
    public void pi(PiFigures figures)
    {
        line("pi, by programs on this bus");
        figures.monteCarlo().ifPresent((result) -> monteCarlo("Monte-Carlo", "threads", result));
        figures.hexDigits().ifPresent(this::hexDigits);
        figures.acrossProcesses().ifPresent((result) -> monteCarlo("by processes", "processes", result));
        figures.acrossHosts().ifPresent((result) -> monteCarlo("by two hosts", "processes", result));
        line("");
    }

    @Override
    public void end(List<String> problems, Duration took)
    {
        for (String problem : problems)
        {
            line("WRONG: %s", problem);
        }
        line("%s, in %d s", problems.isEmpty() ? "All was right" : "Not all was right", took.toSeconds());
    }

    private void monteCarlo(String name, String workers, MonteCarloPi.Result result)
    {
        line("  %-12s  %.6f, off by %.6f, %s", name, result.pi(), result.error(),
            result.isPlausible() ? "as chance has it" : "WRONG");
        line("                %d %s, %,d points, %,d messages, %,.0f messages/s",
            result.workers(), workers, result.points(), result.messages(), result.messagesPerSecond());
    }

    private void hexDigits(HexDigitsOfPi.Result result)
    {
        String digits = result.digits();
        line("  hexadecimal   3.%s%s, %,d digits, %s",
            digits.substring(0, Math.min(DIGITS_SHOWN, digits.length())), digits.length() > DIGITS_SHOWN ? "..." : "",
            digits.length(), result.isRight() ? "all right" : "WRONG");
        line("                %d threads, %,d messages", result.messagesByWorker().size(), result.messages());
    }

    private void line(String format, Object... values)
    {
        out.println(text(format, values));
    }

    private static String text(String format, Object... values)
    {
        return String.format(Locale.ROOT, format, values);
    }

    private static String micros(long ns)
    {
        return text("%,.2f us", ns / (double)TimeUnit.MICROSECONDS.toNanos(1));
    }
}
