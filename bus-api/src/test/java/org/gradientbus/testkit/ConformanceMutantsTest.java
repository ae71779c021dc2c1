package org.gradientbus.testkit;

import org.gradientbus.Importance;
import org.gradientbus.Rung;
import org.gradientbus.engine.ProcessRung;
import org.gradientbus.spi.FrameClaim;
import org.gradientbus.spi.FrameHandler;
import org.gradientbus.spi.Link;
import org.gradientbus.spi.Signal;
import org.gradientbus.spi.Source;
import org.gradientbus.spi.Transport;
import org.gradientbus.spi.TransportContext;
import org.gradientbus.spi.TransportProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.function.UnaryOperator;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Tests the suite: each way to break the contract fails the test that asks for it. */
@Timeout(120)
class ConformanceMutantsTest
{
    /** Changes what one method does, by its arguments: no answer means that the real one is asked with them. */
    private interface Mutation
    {
        Object apply(Object target, String method, Object[] arguments);
    }

    private static final Object UNCHANGED = new Object();
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final Signal SILENT = () ->
    {
    };

    @Test
    void shouldPassWhenNothingIsMutated()
    {
        TransportConformance sound = suite(
            mutant((target, method, arguments) -> UNCHANGED), Await.DEFAULT_LIMIT);
        sound.shouldKeepOrderOverWrapAroundWhenOneThreadSends();
        sound.shouldFillToTheShareOfItsImportance();
        sound.shouldWakeTheLoopWhenItSleeps();
        sound.shouldPollEveryFrameGrantedWhenClaimsRaceWithTheSeal();
    }

    @Test
    void shouldFailWhenTwoFramesAreSwapped()
    {
        TransportConformance suite = suite(lossy(Loss.none().withReorder(0.001)));
        assertCaught("out of order", suite::shouldKeepOrderOverWrapAroundWhenOneThreadSends);
        assertCaught("out of order", suite::shouldKeepOrderOfEachThreadOverWrapAroundWhenFourSend);
    }

    @Test
    void shouldFailWhenOneOfAThousandFramesIsDropped()
    {
        TransportConformance suite = suite(lossy(Loss.none().withDrop(0.001)));
        assertCaught("out of order", suite::shouldKeepOrderOverWrapAroundWhenOneThreadSends);
    }

    @Test
    void shouldFailWhenAFrameIsLostAtTheSeal()
    {
        TransportConformance suite = suite((target, method, arguments) ->
        {
            if (method.equals("seal"))
            {
                ((Source)target).poll((buffer, offset, length) -> Thread.onSpinWait(), 1);
            }
            return UNCHANGED;
        });
        assertCaught("what was granted", suite::shouldPollEveryFrameGrantedWhenClaimsRaceWithTheSeal);
    }

    @Test
    void shouldFailWhenOneOfAThousandFramesArrivesTwice()
    {
        TransportConformance suite = suite(lossy(Loss.none().withDuplicate(0.001)));
        assertCaught("out of order", suite::shouldKeepOrderOfEachThreadOverWrapAroundWhenFourSend);
    }

    @Test
    void shouldFailWhenImportanceIsIgnored()
    {
        TransportConformance suite = suite((target, method, arguments) ->
        {
            if (target instanceof Link && arguments != null && arguments.length > 1)
            {
                arguments[1] = Importance.CRITICAL;
            }
            return UNCHANGED;
        });
        assertCaught("frames that CRITICAL fills", suite::shouldFillToTheShareOfItsImportance);
        assertCaught("no later than the one before", suite::shouldRefuseTheLessImportantFirstWhenFilling);
    }

    @Test
    void shouldFailWhenTheSignalIsForgotten()
    {
        TransportConformance suite = suite((target, method, arguments) ->
        {
            if (method.equals("openSource"))
            {
                arguments[2] = SILENT;
            }
            return UNCHANGED;
        });
        assertCaught("nobody woke the loop", suite::shouldWakeTheLoopWhenItSleeps);
        assertCaught("nobody woke the loop", suite::shouldMissNoWakeUpWhenEachFrameMeetsALoopAboutToSleep);
    }

    @Test
    void shouldFailWhenTheSignalComesBeforeTheClaim()
    {
        Doorbell[] doorbell = new Doorbell[1];
        TransportConformance suite = suite((target, method, arguments) ->
        {
            if (method.equals("openSource"))
            {
                doorbell[0] = (Doorbell)arguments[2];
                arguments[2] = SILENT;
            }
            if (method.equals("tryClaim"))
            {
                doorbell[0].wakeIfSleeping();
                Await.until("a loop that went to sleep again", doorbell[0]::isSleeping);
            }
            return UNCHANGED;
        });
        assertCaught("nobody woke the loop", suite::shouldWakeTheLoopWhenItSleeps);
    }

    @Test
    void shouldFailWhenAnAbortIsACommit()
    {
        TransportConformance suite = suite((target, method, arguments) ->
        {
            if (method.equals("abort"))
            {
                ((Link)target).commit((FrameClaim)arguments[0]);
                return null;
            }
            return UNCHANGED;
        });
        assertCaught("but was: <[0, 1", suite::shouldNeverArriveWhenAborted);
    }

    @Test
    void shouldFailWhenLengthsAreRoundedUp()
    {
        TransportConformance suite = suite(handlers((handler) -> (buffer, offset, length) ->
            handler.onFrame(buffer, offset, length + 7 & ~7)));
        assertCaught("differs in the", suite::shouldArriveByteEqualWhenOfEveryLength);
    }

    @Test
    void shouldFailWhenWhatTheHandlerThrowsIsSwallowed()
    {
        TransportConformance suite = suite(handlers((handler) -> (buffer, offset, length) ->
        {
            try
            {
                handler.onFrame(buffer, offset, length);
            }
            catch (IllegalStateException ignored)
            {
                Thread.onSpinWait();
            }
        }));
        assertCaught("but was: <0>", suite::shouldGoOnWithTheNextWhenTheHandlerThrows);
    }

    @Test
    void shouldFailWhenThePollLimitIsIgnored()
    {
        TransportConformance suite = suite((target, method, arguments) ->
        {
            if (method.equals("poll"))
            {
                arguments[1] = Integer.MAX_VALUE;
            }
            return UNCHANGED;
        });
        assertCaught("frames handed over, limit=1", suite::shouldHandOverNoMoreThanTheLimitWhenMoreWaits);
    }

    @Test
    void shouldFailWhenCallsAllocateAsTheseProxiesDo()
    {
        TransportConformance suite = suite((target, method, arguments) -> UNCHANGED);
        assertCaught("a frame allocated", suite::shouldAllocateNothingWhenFramesAreSentAndPolled);
    }

    @Test
    void shouldFailWhenTheSealIsIgnored()
    {
        TransportConformance suite = suite((target, method, arguments) -> method.equals("seal") ? null : UNCHANGED);
        assertCaught("LOW ACCEPTED", suite::shouldRefuseEveryClaimWhenSealed);
        assertCaught("granted after the seal", suite::shouldPollEveryFrameGrantedWhenClaimsRaceWithTheSeal);
    }

    @Test
    void shouldFailWhenThereSeemsToBeNoWork()
    {
        TransportConformance suite = suite((target, method, arguments) -> method.equals("hasWork") ? false : UNCHANGED);
        assertCaught("expected: <true>", suite::shouldHaveWorkWhileAClaimIsOpen);
        assertCaught("in vain for work", suite::shouldHaveWorkWhileAnythingWaits);
    }

    /** Caught, and for the right reason. */
    private static void assertCaught(String reason, Executable test)
    {
        String message = assertThrows(AssertionError.class, test).getMessage();
        assertTrue(message.contains(reason), message);
    }

    private static TransportProvider lossy(Loss loss)
    {
        return LossyProvider.over(ProcessRung.provider(), loss);
    }

    private static Mutation handlers(UnaryOperator<FrameHandler> change)
    {
        return (target, method, arguments) ->
        {
            if (method.equals("poll"))
            {
                arguments[0] = change.apply((FrameHandler)arguments[0]);
            }
            return UNCHANGED;
        };
    }

    private static TransportConformance suite(Mutation mutation)
    {
        return suite(mutant(mutation));
    }

    private static TransportConformance suite(TransportProvider provider)
    {
        return suite(provider, PATIENCE);
    }

    private static TransportConformance suite(TransportProvider provider, Duration patience)
    {
        return new TransportConformance()
        {
            @Override
            protected TransportProvider provider()
            {
                return provider;
            }

            @Override
            public int framesUnderStress()
            {
                return 40_000;
            }

            @Override
            public Duration patience()
            {
                return patience;
            }
        };
    }

    private static TransportProvider mutant(Mutation mutation)
    {
        return new TransportProvider()
        {
            @Override
            public Rung rung()
            {
                return Rung.PROCESS;
            }

            @Override
            public Transport open(TransportContext context)
            {
                return mutate(Transport.class, ProcessRung.provider().open(context), mutation);
            }
        };
    }

    private static <T> T mutate(Class<T> type, T target, Mutation mutation)
    {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[]{type},
            (proxy, method, arguments) ->
            {
                Object answer = mutation.apply(target, method.getName(), arguments);
                return mutateAnswer(answer == UNCHANGED ? invoke(target, method, arguments) : answer, mutation);
            }));
    }

    private static Object mutateAnswer(Object answer, Mutation mutation)
    {
        if (answer instanceof Link link)
        {
            return mutate(Link.class, link, mutation);
        }
        return answer instanceof Source source ? mutate(Source.class, source, mutation) : answer;
    }

    private static Object invoke(Object target, Method method, Object[] arguments) throws Throwable
    {
        try
        {
            return method.invoke(target, arguments);
        }
        catch (InvocationTargetException e)
        {
            throw e.getCause();
        }
    }
}
