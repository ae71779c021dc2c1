package org.gradientbus.system;

import org.gradientbus.Address;
import org.gradientbus.Bus;
import org.gradientbus.BusCounter;
import org.gradientbus.Envelope;
import org.gradientbus.MessageKind;

import org.agrona.DirectBuffer;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Receives from everybody, checks each byte and the order, and keeps its ledger; answers requests.
 */
final class ReceiverProgram
{
    static final String ADDRESSES = "sink/";
    static final String EVERYBODY = "everybody";

    private final Ledger ledger;

    private ReceiverProgram(Path ledgerPath)
    {
        ledger = new Ledger(ledgerPath);
    }

    /**
     * Runs until told to close, or killed.
     *
     * @param args host directory, number, name, ledger
     */
    public static void main(String[] args) throws IOException
    {
        ReceiverProgram program = new ReceiverProgram(Path.of(args[3]));
        Bus bus = Programs.open(args[0], args[2], (gone) ->
        {
        });
        // In this order: who sees the second can send to the first.
        bus.subscribe(EVERYBODY, program::onMessage).bind(Address.parse(ADDRESSES + args[1]));
        Programs.obey(bus, (order, words) -> Programs.say("inFlight=" + bus.counters().inFlight() +
            " lost=" + bus.counters().get(BusCounter.PEERS_LOST) +
            " malformed=" + bus.counters().get(BusCounter.MALFORMED)));
    }

    private void onMessage(DirectBuffer buffer, int offset, int length, Envelope envelope)
    {
        int sender = (int)Payload.sender(buffer, offset);
        if (sender < 0 || sender >= Ledger.ROWS || !Payload.isWhole(buffer, offset, length))
        {
            ledger.increment(0, Ledger.CORRUPT);
            return;
        }
        long sequence = Payload.sequence(buffer, offset);
        if (sequence != ledger.get(sender, Ledger.RECEIVED))
        {
            ledger.increment(sender, Ledger.FAULTS);
        }
        ledger.set(sender, Ledger.RECEIVED, sequence + 1);
        if (envelope.kind() == MessageKind.REQUEST)
        {
            envelope.reply(buffer, offset, length);
        }
    }
}
