package org.gradientbus.samples.pi;

import org.gradientbus.Bus;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * The parts of the program, on one bus: in a JVM of their own they need a rung that this module does not have.
 */
class PiAcrossProcessesTest
{
    private static final PiPlan PLAN = new PiPlan("pi", Optional.empty(), 1, 2, 1_000_500, 7);

    private final Bus bus = Bus.open();
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    @AfterEach
    void close()
    {
        bus.close();
    }

    @Test
    void shouldSumWhatTheWorkersCounted()
    {
        PrinterProcess.open(bus, new PrintStream(printed, true, StandardCharsets.UTF_8));

        assertEquals(1_001, WorkerProcess.work(bus, PLAN.pointsPerWorker(), new SplittableRandom(1)));
        assertEquals(1_001, WorkerProcess.work(bus, PLAN.pointsPerWorker(), new SplittableRandom(2)));

        MonteCarloPi.Result result = PiAcrossProcesses.askForSums(bus, PLAN, true);
        assertTrue(result.isPlausible(), result::toString);
        assertEquals(2_001_000, result.points());
        assertEquals(2_002, result.messages());
        assertTrue(printed.toString(StandardCharsets.UTF_8).startsWith("printer: 3.1"), printed::toString);
    }

    @Test
    void shouldAnswerOnceThePointsAreCompleteWhenAskedBefore()
    {
        PrinterProcess.open(bus, new PrintStream(printed));
        CompletableFuture<MonteCarloPi.Result> sums =
            CompletableFuture.supplyAsync(() -> PiAcrossProcesses.askForSums(bus, PLAN, true));

        WorkerProcess.work(bus, PLAN.points(), new SplittableRandom(1));

        assertEquals(PLAN.points(), sums.join().points());
    }

    @Test
    void shouldSayWhenThereAreMorePointsThanWereCounted()
    {
        PrinterProcess.open(bus, new PrintStream(printed));
        WorkerProcess.work(bus, PLAN.points() + 1, new SplittableRandom(1));

        assertThrows(IllegalStateException.class, () -> PiAcrossProcesses.askForSums(bus, PLAN, true));
        assertEquals(PLAN.points() + 1, PiAcrossProcesses.askForSums(bus, PLAN, false).points());
    }

    @Test
    void shouldHandThePlanOnAsItIs()
    {
        PiPlan elsewhere = new PiPlan("a domain", Optional.of(Path.of("/some where")), 2, 8, 5_000_000, -314);

        assertEquals(PLAN, PiPlan.parse(PLAN.process(WorkerProcess.class).arguments().toArray(String[]::new)));
        assertEquals(
            elsewhere, PiPlan.parse(elsewhere.process(WorkerProcess.class).arguments().toArray(String[]::new)));
        assertThrows(IllegalArgumentException.class, () -> PiPlan.parse(new String[0]));
        assertThrows(IllegalArgumentException.class, () -> new PiPlan("pi", Optional.empty(), 0, 1, 1, 1));
    }
}
