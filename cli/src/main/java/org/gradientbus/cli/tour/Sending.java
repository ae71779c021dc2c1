package org.gradientbus.cli.tour;

import org.gradientbus.Claim;
import org.gradientbus.SendException;
import org.gradientbus.SendStatus;
import org.gradientbus.Sender;

/**
 * Claims room as a patient sender does.
 */
final class Sending
{
    private Sending()
    {
    }

    /** Tries again while there is no room; returns with the room claimed. Allocates nothing when that works out. */
    static void claim(Sender sender, int length, Claim claim, Patience patience)
    {
        SendStatus status = sender.tryClaim(length, claim);
        while (status == SendStatus.BACK_PRESSURED && patience.pause())
        {
            status = sender.tryClaim(length, claim);
        }
        if (!status.isAccepted())
        {
            throw new SendException(status, "a message to " + sender.address() + " was not accepted: " + status);
        }
        patience.renew();
    }
}
