package org.gradientbus.udp;

/** The whole suite over loopback. */
class UdpTransportTest extends UdpConformance
{
    UdpTransportTest()
    {
        super("127.0.0.1", "127.0.0.1");
    }
}
