package org.gradientbus.cli.tour;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.gradientbus.Bus;
import org.gradientbus.Envelope;
import org.gradientbus.MessageHandler;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.function.UnaryOperator;

/**
 * A bus that does to each of its mailboxes' handlers what a test wants, at the fifth message: even on a machine that
 * has no time for the test, a quick tour sends six to each.
 */
final class TamperedBus
{
    /** The status of a JVM that {@link #halting} ended. */
    static final int HALTED = 9;

    private TamperedBus()
    {
    }

    /** The same bus, with other handlers put in the place of those that subscribe. */
    static Bus with(Bus bus, UnaryOperator<MessageHandler> tampering)
    {
        return (Bus)Proxy.newProxyInstance(Bus.class.getClassLoader(), new Class<?>[] {Bus.class},
            (proxy, method, arguments) ->
            {
                for (int i = 0; arguments != null && i < arguments.length; i++)
                {
                    if (arguments[i] instanceof MessageHandler handler)
                    {
                        arguments[i] = tampering.apply(handler);
                    }
                }
                try
                {
                    return method.invoke(bus, arguments);
                }
                catch (InvocationTargetException thrown)
                {
                    throw thrown.getCause();
                }
            });
    }

    /** The fifth message of each mailbox never arrives. */
    static MessageHandler losing(MessageHandler handler)
    {
        return new FifthMessage(handler)
        {
            @Override
            void onFifth(DirectBuffer buffer, int offset, int length, Envelope envelope)
            {
                // Lost.
            }
        };
    }

    /** The fifth message of each mailbox arrives with a bit that is not as it was sent. */
    static MessageHandler damaging(MessageHandler handler)
    {
        return new FifthMessage(handler)
        {
            @Override
            void onFifth(DirectBuffer buffer, int offset, int length, Envelope envelope)
            {
                UnsafeBuffer copy = new UnsafeBuffer(new byte[length]);
                copy.putBytes(0, buffer, offset, length);
                copy.putByte(length - 1, (byte)(copy.getByte(length - 1) ^ 1));
                handler.onMessage(copy, 0, length, envelope);
            }
        };
    }

    /** The fifth message of each mailbox arrives twice. */
    static MessageHandler repeating(MessageHandler handler)
    {
        return new FifthMessage(handler)
        {
            @Override
            void onFifth(DirectBuffer buffer, int offset, int length, Envelope envelope)
            {
                handler.onMessage(buffer, offset, length, envelope);
                handler.onMessage(buffer, offset, length, envelope);
            }
        };
    }

    /** The fifth message of each mailbox makes its handler throw. */
    static MessageHandler throwing(MessageHandler handler)
    {
        return new FifthMessage(handler)
        {
            @Override
            void onFifth(DirectBuffer buffer, int offset, int length, Envelope envelope)
            {
                handler.onMessage(buffer, offset, length, envelope);
                throw new IllegalStateException("the fifth message");
            }
        };
    }

    /** The fifth message of any mailbox ends the JVM where it stands. */
    static MessageHandler halting(MessageHandler handler)
    {
        return new FifthMessage(handler)
        {
            @Override
            void onFifth(DirectBuffer buffer, int offset, int length, Envelope envelope)
            {
                Runtime.getRuntime().halt(HALTED);
            }
        };
    }

    private abstract static class FifthMessage implements MessageHandler
    {
        private final MessageHandler handler;
        private int messages;

        private FifthMessage(MessageHandler handler)
        {
            this.handler = handler;
        }

        abstract void onFifth(DirectBuffer buffer, int offset, int length, Envelope envelope);

        @Override
        public void onMessage(DirectBuffer buffer, int offset, int length, Envelope envelope)
        {
            messages++;
            if (messages == 5)
            {
                onFifth(buffer, offset, length, envelope);
            }
            else
            {
                handler.onMessage(buffer, offset, length, envelope);
            }
        }
    }
}
