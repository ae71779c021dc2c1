package org.gradientbus.cli.tour;

import org.gradientbus.IdleProfile;

import java.util.EnumMap;
import java.util.Map;

/**
 * A far end that tells of one message more each time it is asked, and is right in everything else.
 */
final class Boasting implements FarEnd
{
    private final FarEnd honest;
    private final Map<FarPart, Long> invented = new EnumMap<>(FarPart.class);

    Boasting(FarEnd honest)
    {
        this.honest = honest;
    }

    @Override
    public Counts counts(FarPart part)
    {
        Counts counts = honest.counts(part);
        long more = invented.merge(part, 1L, Long::sum);
        return new Counts(counts.received() + more, counts.wrong(), counts.arrivedNs(), counts.allocatedBytes());
    }

    @Override
    public void open(FarPart part, IdleProfile idle)
    {
        honest.open(part, idle);
    }

    @Override
    public long next(FarPart part)
    {
        return honest.next(part);
    }

    @Override
    public void close(FarPart part)
    {
        honest.close(part);
    }

    @Override
    public Health health()
    {
        return honest.health();
    }

    @Override
    public String fate()
    {
        return honest.fate();
    }

    @Override
    public void close()
    {
        honest.close();
    }
}
