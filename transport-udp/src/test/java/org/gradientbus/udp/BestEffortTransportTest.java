package org.gradientbus.udp;

import org.gradientbus.Rung;
import org.gradientbus.spi.Link;
import org.gradientbus.spi.PeerListener;
import org.gradientbus.spi.Signal;
import org.gradientbus.spi.Source;
import org.gradientbus.spi.Transport;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * The whole suite by streams of best effort, which lose nothing either where the wire does not, nor the kernel, which
 * needs several times the memory of a small datagram.
 */
@EnabledIfSystemProperty(named = "network.wires", matches = "all", disabledReason = "takes a minute: profile network")
class BestEffortTransportTest extends UdpConformance
{
    private static final int SOCKET_BYTES = 2 << 20;

    BestEffortTransportTest()
    {
        super(patient("127.0.0.1").withSocketBuffer(SOCKET_BYTES), patient("127.0.0.1").withSocketBuffer(SOCKET_BYTES));
    }

    @Override
    Transport sendingBy(Transport transport)
    {
        return new BestEffort(transport);
    }

    private record BestEffort(Transport transport) implements Transport
    {
        @Override
        public Rung rung()
        {
            return transport.rung();
        }

        @Override
        public String endpoint()
        {
            return transport.endpoint();
        }

        @Override
        public Source openSource(int loop, int length, Signal signal)
        {
            return transport.openSource(loop, length, signal);
        }

        @Override
        public Link connect(String endpoint, int loop)
        {
            return transport.connectBestEffort(endpoint, loop);
        }

        @Override
        public void discover(PeerListener listener)
        {
            transport.discover(listener);
        }

        @Override
        public void close()
        {
            transport.close();
        }
    }
}
