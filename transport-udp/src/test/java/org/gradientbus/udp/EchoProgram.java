package org.gradientbus.udp;

import org.gradientbus.Bus;
import org.gradientbus.BusConfig;
import org.gradientbus.Rung;

/** A bus in a process of its own: answers at "echo", and never at "mute". */
final class EchoProgram
{
    private EchoProgram()
    {
    }

    /** The domain, and a seed. Ends when its input does, hence with its parent at the latest. */
    public static void main(String[] args) throws Exception
    {
        try (Bus bus = Bus.open(BusConfig.domain(args[0]).withoutRung(Rung.HOST)
            .with(UdpConfig.listen("127.0.0.1:0").seeds(args[1]))))
        {
            bus.subscribe("mute", (buffer, offset, length, envelope) ->
            {
            });
            bus.subscribe("echo", (buffer, offset, length, envelope) -> envelope.reply(buffer, offset, length));
            while (System.in.read() >= 0)
            {
                Thread.onSpinWait();
            }
        }
    }
}
