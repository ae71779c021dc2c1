package org.gradientbus.rdma;

import org.gradientbus.rdma.emulated.EmulatedProvider;
import org.gradientbus.rdma.emulated.Mischief;
import org.gradientbus.rdma.verbs.ProtectionDomain;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.util.HexFormat;

/**
 * A node in a process of its own: prints its offer, reads the other's, sends without end, and prints how much, now and
 * then.
 */
final class SenderProgram
{
    private SenderProgram()
    {
    }

    public static void main(String[] arguments) throws IOException
    {
        int maxFrameLength = Integer.parseInt(arguments[1]);
        ProtectionDomain domain = new EmulatedProvider(Path.of(arguments[0]), Mischief.much(11)).open();
        Helm helm = new Helm(domain);
        PeerRings rings = PeerRings.open(helm, maxFrameLength);
        System.out.println(HexFormat.of().formatHex(rings.offer().toBytes()));
        try (BufferedReader input = new BufferedReader(new InputStreamReader(System.in)))
        {
            rings.connect(RingOffer.of(HexFormat.of().parseHex(input.readLine())));
            Numbered frames = new Numbered(maxFrameLength);
            long sent = 0;
            // Ends with whoever started it, which closes the pipe, and when that one is closed.
            while (!rings.hasFailed() && System.in.available() == 0)
            {
                for (int n = 0; n < 1000; n++)
                {
                    sent += frames.offer(rings.writer(), sent) ? 1 : 0;
                    helm.drive();
                }
            }
        }
        domain.close();
    }
}
