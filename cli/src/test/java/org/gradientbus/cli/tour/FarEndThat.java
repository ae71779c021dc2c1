package org.gradientbus.cli.tour;

/**
 * The program of a far end that goes wrong, in one way for each main class.
 */
final class FarEndThat
{
    private FarEndThat()
    {
    }

    /** Gets one message too few of each kind, and tells so. */
    static final class Loses
    {
        public static void main(String[] args) throws InterruptedException
        {
            FarMain.run(args, (bus, errors) -> new FarBus(TamperedBus.with(bus, TamperedBus::losing), errors));
        }
    }

    /** Gets a message that is not as it was sent. */
    static final class Damages
    {
        public static void main(String[] args) throws InterruptedException
        {
            FarMain.run(args, (bus, errors) -> new FarBus(TamperedBus.with(bus, TamperedBus::damaging), errors));
        }
    }

    /** Has handlers that throw. */
    static final class Throws
    {
        public static void main(String[] args) throws InterruptedException
        {
            FarMain.run(args, (bus, errors) -> new FarBus(TamperedBus.with(bus, TamperedBus::throwing), errors));
        }
    }

    /** Is dead when the fifth message comes. */
    static final class Dies
    {
        public static void main(String[] args) throws InterruptedException
        {
            FarMain.run(args, (bus, errors) -> new FarBus(TamperedBus.with(bus, TamperedBus::halting), errors));
        }
    }

    /** Claims to have got one message more of each kind than it did. */
    static final class Boasts
    {
        public static void main(String[] args) throws InterruptedException
        {
            FarMain.run(args, (bus, errors) -> new Boasting(new FarBus(bus, errors)));
        }
    }

    /** Ends before it can be asked anything. */
    static final class NeverComesUp
    {
        public static void main(String[] args)
        {
            throw new IllegalStateException("no far end today");
        }
    }
}
