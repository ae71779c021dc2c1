package org.gradientbus.samples;

import org.gradientbus.Bus;
import org.gradientbus.Claim;
import org.gradientbus.Publisher;
import org.gradientbus.samples.messages.MessageHeaderEncoder;
import org.gradientbus.samples.messages.QuoteDecoder;
import org.gradientbus.samples.messages.QuoteEncoder;

import java.io.PrintStream;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * No copy between the encoder and the decoder: the quote is written in the transport's own memory, and read there.
 */
public final class S03ZeroCopyClaim
{
    private static final int LENGTH = MessageHeaderEncoder.ENCODED_LENGTH + QuoteEncoder.BLOCK_LENGTH;

    /** Returns the quotes that arrived. */
    static List<String> run(PrintStream out)
    {
        final List<String> quotes = new CopyOnWriteArrayList<>();
        try (Bus bus = Bus.open(); Publisher publisher = bus.publisher("quotes"); Claim claim = bus.claim())
        {
            bus.subscribe("quotes", Messages.dispatcher().on(new QuoteDecoder(), (quote, envelope) ->
                quotes.add(quote.instrument() + ": " + quote.bid() + "/" + quote.ask())));

            final QuoteEncoder encoder = new QuoteEncoder();
            if (publisher.tryClaim(LENGTH, claim).isAccepted())
            {
                claim.encode(encoder).instrument(1).bid(10842).ask(10844);
                claim.commit();
            }
            if (publisher.tryClaim(LENGTH, claim).isAccepted())
            {
                claim.encode(encoder).instrument(2).bid(12716);
                claim.abort(); // half-written: nobody ever sees it
            }
        }
        quotes.forEach(out::println);
        return quotes;
    }

    public static void main(String[] args)
    {
        run(System.out);
    }
}
