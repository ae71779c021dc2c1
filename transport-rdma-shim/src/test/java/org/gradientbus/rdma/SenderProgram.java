package org.gradientbus.rdma;

import org.gradientbus.rdma.emulated.EmulatedProvider;
import org.gradientbus.rdma.emulated.Mischief;
import org.gradientbus.rdma.ucx.UcxProvider;
import org.gradientbus.rdma.verbs.ProtectionDomain;
import org.gradientbus.rdma.verbs.VerbsProvider;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.util.HexFormat;

/**
 * A node in a process of its own: prints its offer, reads the other's, and sends without end.
 */
final class SenderProgram
{
    /** Instead of a folder. */
    static final String UCX = "ucx";

    private SenderProgram()
    {
    }

    public static void main(String[] arguments) throws IOException
    {
        int maxFrameLength = Integer.parseInt(arguments[1]);
        VerbsProvider provider = UCX.equals(arguments[0]) ? UcxProvider.over("tcp", "lo") :
            new EmulatedProvider(Path.of(arguments[0]), Mischief.much(11));
        ProtectionDomain domain = provider.open();
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
