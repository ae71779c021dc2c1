package org.gradientbus.jmh.rig;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * The figures as tables for a terminal, the best first.
 */
final class Report
{
    private static final double NS_PER_US = 1000;
    private static final double MILLION = 1e6;

    private final Figures figures;
    private final List<String> lines = new ArrayList<>();

    private Report(Figures figures)
    {
        this.figures = figures;
    }

    static List<String> of(Figures figures)
    {
        final Report report = new Report(figures);
        report.roundTrips();
        report.oneWay();
        return report.lines;
    }

    private void roundTrips()
    {
        final List<Cell> cells = sorted(false, (each) -> figures.roundTripNs(each, 50).median());
        if (!cells.isEmpty())
        {
            lines.add("Round trips in us, from when they were to begin: medians of the runs, and least to most.");
            lines.add("");
            lines.add(String.format("%-18s %6s %8s  %-17s %9s %-21s %9s %9s %9s",
                "", "bytes", "a second", "", "p50", "", "p99", "p99.9", "max"));
        }
        for (final Cell cell : cells)
        {
            lines.add(String.format(Locale.ROOT, "%-18s %6d %8d  %-17s %9s %-21s %9s %9s %9s%s",
                cell.where(), cell.length(), cell.rate(), cell.peer(),
                us(figures.roundTripNs(cell, 50).median()), range(figures.roundTripNs(cell, 50), NS_PER_US),
                us(figures.roundTripNs(cell, 99).median()), us(figures.roundTripNs(cell, 99.9).median()),
                us(figures.roundTripNs(cell, 100).median()),
                fellBehind(cell) + notCalm(cell)));
        }
    }

    private void oneWay()
    {
        final List<Cell> cells = sorted(true, (each) -> -figures.perSecond(each).median());
        if (!cells.isEmpty())
        {
            lines.add("");
            lines.add("One way in millions a second, until the last is received: medians of the runs, least to most.");
            lines.add("");
            lines.add(String.format("%-18s %6s  %-17s %9s", "", "bytes", "", "M/s"));
        }
        for (final Cell cell : cells)
        {
            final Figures.Spread perSecond = figures.perSecond(cell);
            lines.add(String.format(Locale.ROOT, "%-18s %6d  %-17s %9s %-21s%s",
                cell.where(), cell.length(), cell.peer(),
                digits(perSecond.median() / MILLION), range(perSecond, MILLION), notCalm(cell)).stripTrailing());
        }
    }

    private String fellBehind(Cell cell)
    {
        return figures.hasKeptUp(cell) ? "" :
            String.format(Locale.ROOT, "  FELL BEHIND: %.0f a second", figures.perSecond(cell).least());
    }

    /** A reader must know when it is the machine that is measured. */
    private String notCalm(Cell cell)
    {
        final int runs = figures.runs(cell).size();
        final long restless = runs - figures.calmRuns(cell);
        return restless == 0 ? "" : "  NOT CALM: others had the cores in " + restless + " of " + runs + " runs";
    }

    private List<Cell> sorted(boolean isOneWay, ToDoubleFunction<Cell> worth)
    {
        return figures.cells().stream()
            .filter((each) -> each.isOneWay() == isOneWay)
            .sorted(Comparator.comparing(Cell::rung)
                .thenComparing(Cell::length)
                .thenComparing(Cell::rate)
                .thenComparingDouble(worth))
            .toList();
    }

    private static String us(double ns)
    {
        return digits(ns / NS_PER_US);
    }

    private static String range(Figures.Spread spread, double unit)
    {
        return "(" + digits(spread.least() / unit) + " - " + digits(spread.most() / unit) + ")";
    }

    /** As many as mean something. */
    static String digits(double figure)
    {
        return String.format(Locale.ROOT, figure < 10 ? "%.2f" : figure < 100 ? "%.1f" : "%.0f", figure);
    }
}
