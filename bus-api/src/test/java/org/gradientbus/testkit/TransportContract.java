package org.gradientbus.testkit;

import org.gradientbus.Importance;
import org.gradientbus.spi.FrameClaim;
import org.gradientbus.spi.Link;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** What the parts of the suite ask of the class that runs them; {@link TransportConformance} says what each means. */
interface TransportContract
{
    long PAUSE_NS = 100_000;

    TransportRig openRig(int maxFrameLength);

    int maxFrameLength();

    int framesUnderStress();

    Duration settling();

    Duration patience();

    boolean seesOpenClaims();

    int sealRounds();

    /** Sends frames with ids from id on until one is refused, and still refused after the time to settle. */
    default int sendUntilRefused(Link link, int length, Importance importance, long id)
    {
        FrameClaim claim = new FrameClaim();
        int sent = 0;
        long refusedSinceNs = 0;
        boolean isRefused = false;
        while (true)
        {
            if (TransportRig.offer(link, claim, length, importance, id + sent).isAccepted())
            {
                sent++;
                isRefused = false;
            }
            else if (!isRefused)
            {
                isRefused = true;
                refusedSinceNs = System.nanoTime();
            }
            if (isRefused && System.nanoTime() - refusedSinceNs >= settling().toNanos())
            {
                return sent;
            }
            if (isRefused)
            {
                // The room may have to be made by threads that want this core.
                LockSupport.parkNanos(PAUSE_NS);
            }
            if (Thread.currentThread().isInterrupted())
            {
                throw new AssertionError("interrupted after " + sent + " frames, none of them refused");
            }
        }
    }

    /** Waits until the sender has heard that the far end is closed. A farewell may get lost; then silence tells. */
    default void awaitClosed(Link link)
    {
        if (!settling().isZero())
        {
            Await.until("word of the end", patience(), () -> !link.hasRoom(1, Importance.CRITICAL));
        }
    }

    /** Lets the time to settle pass, for what must not happen within it. */
    default void settle()
    {
        long startNs = System.nanoTime();
        Await.until(() -> System.nanoTime() - startNs >= settling().toNanos());
    }
}
