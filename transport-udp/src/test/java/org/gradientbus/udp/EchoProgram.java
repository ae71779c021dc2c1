package org.gradientbus.udp;

import org.gradientbus.Bus;
import org.gradientbus.BusConfig;
import org.gradientbus.Rung;

import java.util.Arrays;

/** A bus in a process of its own: answers at "echo", and never at "mute". */
final class EchoProgram
{
    private EchoProgram()
    {
    }

    /**
     * The domain, where to listen (after a driver mode and a blank, or not), and seeds. Ends when its input does, hence
     * with its parent at the latest.
     */
    public static void main(String[] args) throws Exception
    {
        try (Bus bus = Bus.open(BusConfig.domain(args[0]).withoutRung(Rung.HOST)
            .with(listen(args[1]).seeds(Arrays.copyOfRange(args, 2, args.length)))))
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

    private static UdpConfig listen(String text)
    {
        String[] words = text.split(" ");
        UdpConfig config = UdpConfig.listen(words[words.length - 1]);
        return words.length == 1 ? config : config.withDriverMode(DriverMode.valueOf(words[0]));
    }
}
