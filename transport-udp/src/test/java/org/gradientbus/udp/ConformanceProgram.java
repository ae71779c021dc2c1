package org.gradientbus.udp;

import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.Launcher;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

import java.io.IOException;
import java.time.Duration;
import java.util.Locale;

/**
 * The whole suite in a process of its own, on a {@link DetourHost}. It says a line for each test, and one at the end:
 *
 * <pre>
 *   successful shouldWakeTheLoopWhenItSleeps()
 *   over
 * </pre>
 */
final class ConformanceProgram implements TestExecutionListener
{
    private ConformanceProgram()
    {
    }

    /** Not for Surefire, which would not run it on such a host. */
    static class OverWires extends UdpConformance
    {
        OverWires()
        {
            super(DetourHost.ADDRESS, DetourHost.OTHER_ADDRESS);
        }
    }

    /** What is lost comes by the next heartbeat, 100 ms later, when nothing follows it. */
    static class OverLossyWires extends OverWires
    {
        private static final int FRAMES = 500;

        @Override
        public int framesUnderStress()
        {
            return FRAMES;
        }

        @Override
        public Duration settling()
        {
            return Duration.ofMillis(400);
        }

        @Override
        public int sealRounds()
        {
            return 5;
        }
    }

    /** Runs the suite of the given name, or what it gets of it done until its input ends. */
    public static void main(String[] args)
    {
        Thread leash = new Thread(ConformanceProgram::endWithInput, "leash");
        leash.setDaemon(true);
        leash.start();
        Launcher launcher = LauncherFactory.create();
        launcher.execute(LauncherDiscoveryRequestBuilder.request()
            .selectors(DiscoverySelectors.selectClass(args[0]))
            .configurationParameter("junit.jupiter.execution.timeout.thread.mode.default", "SEPARATE_THREAD")
            .build(), new ConformanceProgram());
        System.out.println("over");
    }

    private static void endWithInput()
    {
        try
        {
            while (System.in.read() >= 0)
            {
                Thread.onSpinWait();
            }
        }
        catch (IOException ignore)
        {
            // As at the end.
        }
        Runtime.getRuntime().halt(1);
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result)
    {
        if (test.isTest() || result.getThrowable().isPresent())
        {
            if (result.getStatus() == TestExecutionResult.Status.FAILED)
            {
                result.getThrowable().ifPresent(Throwable::printStackTrace);
            }
            System.out.println(result.getStatus().toString().toLowerCase(Locale.ROOT) + " " +
                test.getDisplayName() + result.getThrowable().map((each) -> ": " + each).orElse(""));
        }
    }
}
