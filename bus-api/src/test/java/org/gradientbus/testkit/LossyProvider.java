package org.gradientbus.testkit;

import org.gradientbus.Rung;
import org.gradientbus.spi.Transport;
import org.gradientbus.spi.TransportContext;
import org.gradientbus.spi.TransportProvider;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Any rung, made worse: its transports lose, delay, double and swap the frames of the transports beneath, as
 * {@link Loss} says. Frames suffer at the receiving side, so a provider for each bus makes each direction worse in its
 * own way; only {@link Loss#dropAtSend()} acts at the sending side.
 *
 * <p>The fate of a frame follows from the seed, the loop, and how many frames came before it. Which frame follows a
 * reordered one also depends on when the loop polls: what is held back is released when nothing else is there.
 *
 * <p><b>Errors</b>: a loss that only delays keeps the whole contract of a transport; every other breaks it on purpose.
 *
 * <p><b>Lifetime</b>: a source holds back at most {@value #HELD_FRAMES} frames in memory made when it is opened; beyond
 * that, frames are spared. Nothing is allocated per frame.
 *
 * <p><b>Threads</b>: all.
 */
public final class LossyProvider implements TransportProvider
{
    /** The most frames that a source holds back at a time. */
    public static final int HELD_FRAMES = 8;

    private final TransportProvider beneath;
    private final Loss loss;
    private final AtomicLongArray counts = new AtomicLongArray(Fate.values().length);
    private volatile boolean isCutOff;

    private LossyProvider(TransportProvider beneath, Loss loss)
    {
        this.beneath = beneath;
        this.loss = loss;
    }

    /**
     * Makes a rung worse, and prints the loss with its seed.
     *
     * @param beneath the provider of the rung
     * @param loss    what to do to its frames
     * @return the provider of the worse rung
     */
    public static LossyProvider over(TransportProvider beneath, Loss loss)
    {
        System.out.println(loss);
        return new LossyProvider(beneath, loss);
    }

    @Override
    public Rung rung()
    {
        return beneath.rung();
    }

    @Override
    public Transport open(TransportContext context)
    {
        return new LossyTransport(this, beneath.open(context), context);
    }

    /**
     * Cuts the receivers off: from now on every frame that they poll is lost, until {@link #heal()}.
     */
    public void cutOff()
    {
        isCutOff = true;
    }

    /**
     * Ends what {@link #cutOff()} began. Frames that wait unpolled arrive.
     */
    public void heal()
    {
        isCutOff = false;
    }

    /**
     * How many frames met a fate, over all sources and links.
     *
     * @param fate which
     * @return 0 or more
     */
    public long count(Fate fate)
    {
        return counts.get(fate.ordinal());
    }

    Loss loss()
    {
        return loss;
    }

    boolean isCutOff()
    {
        return isCutOff;
    }

    void met(Fate fate)
    {
        counts.incrementAndGet(fate.ordinal());
    }
}
