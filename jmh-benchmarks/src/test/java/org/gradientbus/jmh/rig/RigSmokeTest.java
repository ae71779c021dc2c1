package org.gradientbus.jmh.rig;

import org.agrona.IoUtil;
import org.gradientbus.IdleProfile;
import org.gradientbus.Rung;
import org.gradientbus.jmh.Jvms;
import org.gradientbus.jmh.Place;
import org.gradientbus.jmh.peer.Common;
import org.gradientbus.jmh.peer.Peer;
import org.gradientbus.jmh.peer.Peers;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

/**
 * Runs each peer at each distance as shortly as can be, both ends in this process: it says that none is broken, and
 * nothing about speed. That every byte arrives the rig itself checks.
 */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RigSmokeTest
{
    private static final Schedule SHORT = new Schedule(4, 5, true, List.of(2_000L));

    static Stream<Arguments> allPeers()
    {
        return Stream.of(Rung.PROCESS, Rung.HOST, Rung.NETWORK).flatMap((rung) -> Peers.at(rung).stream()
            // Those that need flags have them in the JVMs that the rig starts.
            .filter((peer) -> peer.jvmArguments().isEmpty())
            .map((peer) -> Arguments.of(rung, peer.title())));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("allPeers")
    void shouldMeasureEachPeerAtEachDistance(Rung rung, String title) throws IOException
    {
        measure(rung, title, IdleProfile.BALANCED, 32);
    }

    @ParameterizedTest
    @MethodSource("rungs")
    void shouldMeasureTheBusWhenItsLoopsSleep(Rung rung) throws IOException
    {
        measure(rung, "gradient", IdleProfile.QUIET, 32);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gradient", "aeron"})
    void shouldMeasureWhenAMessageIsLongerThanADatagram(String title) throws IOException
    {
        measure(Rung.NETWORK, title, IdleProfile.SPIN, 16 * 1024);
    }

    static Stream<Rung> rungs()
    {
        return Stream.of(Rung.PROCESS, Rung.HOST, Rung.NETWORK);
    }

    private static void measure(Rung rung, String title, IdleProfile idle, int length) throws IOException
    {
        final Peer peer = Peers.of(title);
        final Path directory = Jvms.newDirectory();
        final Place place = rung == Rung.NETWORK ? Place.loopback() : Place.memory();
        final Job job = new Job(peer, rung, place, length, idle, directory);
        final List<Measured> all = new ArrayList<>();
        try (Common common = new Common();
            Far far = new FarThread(job, common);
            Near near = new Near(job, far, common))
        {
            near.measure(SHORT, all::add);
        }
        finally
        {
            IoUtil.delete(directory.toFile(), true);
        }

        assertEquals(peer.isRequest() ? 1 : 2, all.size());
        assertEquals(10, all.get(0).histogram().getTotalCount());
        assertFalse(Files.exists(directory));
    }
}
