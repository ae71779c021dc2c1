package org.gradientbus.udp;

import org.gradientbus.Bus;
import org.gradientbus.BusConfig;
import org.gradientbus.BusEvent;
import org.gradientbus.Rung;

import java.util.Arrays;

/** A bus that does nothing but say "met" of each peer that it meets, "gone" of each that goes, and its errors. */
final class MeetProgram
{
    private MeetProgram()
    {
    }

    /** The domain, the MTU, where to listen, and seeds. Ends when its input does. */
    public static void main(String[] args) throws Exception
    {
        try (Bus bus = Bus.open(BusConfig.domain(args[0]).withoutRung(Rung.HOST)
            .with(UdpConfig.listen(args[2]).withMtu(Integer.parseInt(args[1]))
                .seeds(Arrays.copyOfRange(args, 3, args.length)))
            .withErrorHandler((error) -> System.out.println("error " + error.getMessage()))
            .withEventHandler((event) ->
            {
                if (event instanceof BusEvent.PeerMet met)
                {
                    System.out.println("met " + Long.toHexString(met.nodeId()));
                }
                else if (event instanceof BusEvent.PeerGone gone)
                {
                    System.out.println("gone " + Long.toHexString(gone.nodeId()));
                }
            })))
        {
            System.out.println("open " + Long.toHexString(bus.nodeId()));
            while (System.in.read() >= 0)
            {
                Thread.onSpinWait();
            }
        }
    }
}
