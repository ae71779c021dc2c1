package org.gradientbus.testkit;

import org.gradientbus.spi.TransportProvider;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;

/**
 * The suite that every rung passes: the contract of {@link org.gradientbus.spi} as tests. A transport's whole test is
 *
 * <pre>{@code
 * class UdpTransportTest extends TransportConformance
 * {
 *     protected TransportProvider provider()
 *     {
 *         return new UdpTransportProvider();
 *     }
 * }
 * }</pre>
 *
 * <p>The other methods are hooks with defaults that fit memory shared by sender and receiver. A rung that carries
 * frames in the background overrides {@link #settling()}; one whose receiver learns of a frame at its commit overrides
 * {@link #seesOpenClaims()}; one that needs more than two open transports to connect overrides
 * {@link #openRig(int)}.
 */
@Timeout(120)
public abstract class TransportConformance
    implements FrameContract, ClaimContract, TagContract, RoomContract, PollContract, SleepContract, SealContract,
    CloseContract, PeerContract
{
    private static final int MAX_FRAME_LENGTH = 8 * 1024;
    private static final int FRAMES_UNDER_STRESS = 4_000_000;

    /**
     * For the suite of a rung.
     */
    protected TransportConformance()
    {
    }

    /**
     * The rung under test.
     *
     * @return its provider
     */
    protected abstract TransportProvider provider();

    /**
     * Opens a sending and a receiving transport and a source.
     *
     * @param maxFrameLength the longest frame in bytes
     * @return the rig; the test closes it
     */
    @Override
    public TransportRig openRig(int maxFrameLength)
    {
        return TransportRig.open(provider(), maxFrameLength);
    }

    /**
     * The longest frame of most tests: such that a ring wraps often and a test ends soon.
     *
     * @return bytes, 1 KiB at least
     */
    @Override
    public int maxFrameLength()
    {
        return MAX_FRAME_LENGTH;
    }

    /**
     * How many frames the tests of order send.
     *
     * @return four million, fewer on a slow rung
     */
    @Override
    public int framesUnderStress()
    {
        return FRAMES_UNDER_STRESS;
    }

    /**
     * How long a rung may take until what one side did is true on the other: that long must a refusal last until the
     * destination counts as full, and so long is waited for what must not arrive.
     *
     * @return zero where both sides share memory
     */
    @Override
    public Duration settling()
    {
        return Duration.ZERO;
    }

    /**
     * How long a test waits for what must happen.
     *
     * @return a generous time, met only by a test that fails
     */
    @Override
    public Duration patience()
    {
        return Await.DEFAULT_LIMIT;
    }

    /**
     * Does the source know of a claim before it is committed? Where claims live in the sender's own memory it cannot.
     *
     * @return true where sender and receiver share the memory that claims are made in
     */
    @Override
    public boolean seesOpenClaims()
    {
        return true;
    }

    /**
     * How often claims race with the seal, each time between two transports that are opened for it.
     *
     * @return 300, fewer where opening one takes long
     */
    @Override
    public int sealRounds()
    {
        return SEAL_ROUNDS;
    }
}
