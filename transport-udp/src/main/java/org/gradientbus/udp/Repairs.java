package org.gradientbus.udp;

import org.agrona.ErrorHandler;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Puts another ether in the place of one that has ended by itself: its driver died or did not answer for too long, or
 * took this node for dead. By the keeper, since that may take a while; nobody waits for it.
 *
 * <p>What the former has mapped stays until no claim is open there, and a while longer, as somebody may just be reading
 * a position.
 */
final class Repairs
{
    private static final long PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(250);
    private static final long LINGER_NS = TimeUnit.SECONDS.toNanos(3);

    /** What makes an ether, puts it to use, and knows whether one that was put aside is in use. */
    record Parts(Supplier<Ether> maker, Consumer<Ether> user, Predicate<Ether> isInUse)
    {
    }

    private record Former(Ether ether, long sinceNs)
    {
    }

    private final Helm helm;
    private final Parts parts;
    private final ErrorHandler errors;
    private final List<Former> formers = new ArrayList<>();
    private volatile boolean isWorkLeft;
    private long nextTryNs;
    private boolean isFailureTold;

    Repairs(Helm helm, Parts parts, ErrorHandler errors)
    {
        this.helm = helm;
        this.parts = parts;
        this.errors = errors;
    }

    /** With the helm's lock: there is something to repair. */
    void onOver(Ether ended)
    {
        formers.add(new Former(ended, System.nanoTime()));
        nextTryNs = System.nanoTime();
        isFailureTold = false;
        isWorkLeft = true;
    }

    /** By the keeper, again and again. */
    void work()
    {
        if (isWorkLeft)
        {
            if (helm.isAdrift() && nextTryNs - System.nanoTime() <= 0)
            {
                replace();
            }
            helm.exclusively(this::sweep);
        }
    }

    private void replace()
    {
        nextTryNs = System.nanoTime() + PAUSE_NS;
        try
        {
            // It has the port still.
            helm.exclusively(() -> formers.forEach((each) -> each.ether.closeDriver()));
            Ether fresh = parts.maker.get();
            helm.exclusively(() -> use(fresh));
        }
        catch (RuntimeException notYet)
        {
            if (!isFailureTold)
            {
                isFailureTold = true;
                errors.onError(notYet);
            }
        }
    }

    private void use(Ether fresh)
    {
        helm.take(fresh);
        try
        {
            parts.user.accept(fresh);
        }
        catch (RuntimeException failed)
        {
            helm.take(null);
            formers.add(new Former(fresh, System.nanoTime()));
            throw failed;
        }
    }

    private void sweep()
    {
        long nowNs = System.nanoTime();
        formers.removeIf((each) ->
        {
            boolean isDone = nowNs - each.sinceNs > LINGER_NS && !parts.isInUse.test(each.ether);
            if (isDone)
            {
                each.ether.close();
            }
            return isDone;
        });
        isWorkLeft = helm.isAdrift() || !formers.isEmpty();
    }

    /** When the keeper has ended, with the helm's lock: ends what is left, and what it has mapped where that is so. */
    void end(boolean unmaps)
    {
        formers.forEach((each) -> each.ether.close(unmaps));
        formers.clear();
    }
}
