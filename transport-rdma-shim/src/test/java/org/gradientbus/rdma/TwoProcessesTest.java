package org.gradientbus.rdma;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.gradientbus.rdma.emulated.EmulatedProvider;
import org.gradientbus.rdma.emulated.Mischief;
import org.gradientbus.rdma.ucx.Loopback;
import org.gradientbus.rdma.verbs.ProtectionDomain;
import org.gradientbus.rdma.verbs.VerbsProvider;
import org.gradientbus.testkit.Await;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.HexFormat;

/**
 * Rings between two processes, one of which is killed.
 */
class TwoProcessesTest
{
    private static final int MAX_FRAME_LENGTH = 2000;

    @TempDir
    private Path folder;

    @Test
    void shouldReceiveInOrderAndSeeTheEndWhenTheSenderIsKilled() throws IOException
    {
        receiveAndKill(new EmulatedProvider(folder, Mischief.much(12)), folder.toString());
    }

    @Test
    void shouldReceiveInOrderAndSeeTheEndOverUcxWhenTheSenderIsKilled() throws IOException
    {
        receiveAndKill(Loopback.provider(), SenderProgram.UCX);
    }

    private void receiveAndKill(VerbsProvider provider, String senders) throws IOException
    {
        Process sender = new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--add-opens", "java.base/jdk.internal.misc=ALL-UNNAMED",
            // jucx unpacks its library there, and who is killed does not clear it away.
            "-Djava.io.tmpdir=" + folder,
            "-cp", System.getProperty("java.class.path"), SenderProgram.class.getName(),
            senders, Integer.toString(MAX_FRAME_LENGTH))
            .redirectError(ProcessBuilder.Redirect.INHERIT).start();
        try (ProtectionDomain domain = provider.open();
            BufferedReader output = new BufferedReader(new InputStreamReader(sender.getInputStream()));
            PrintWriter input = new PrintWriter(sender.getOutputStream(), true))
        {
            Helm helm = new Helm(domain);
            PeerRings rings = PeerRings.open(helm, MAX_FRAME_LENGTH);
            rings.connect(RingOffer.of(HexFormat.of().parseHex(output.readLine())));
            input.println(HexFormat.of().formatHex(rings.offer().toBytes()));
            Numbered frames = new Numbered(MAX_FRAME_LENGTH);
            Await.until("20,000 frames", () ->
            {
                helm.drive();
                rings.reader().poll(frames, 100);
                return frames.received() >= 20_000;
            });
            sender.destroyForcibly();
            Await.until("the end", () ->
            {
                helm.drive();
                rings.reader().poll(frames, 100);
                return rings.hasFailed();
            });
            while (rings.reader().poll(frames, 100) != 0)
            {
                assertTrue(rings.hasFailed());
            }
            assertEquals(0, frames.wrong(), frames.firstWrong());
            rings.close();
        }
        finally
        {
            sender.destroyForcibly();
        }
    }
}
