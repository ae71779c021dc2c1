package org.gradientbus.cli;

/**
 * The {@code gradient} command.
 */
public final class Main
{
    private Main()
    {
    }

    public static void main(String[] args)
    {
        System.out.println("gradient " + Main.class.getPackage().getImplementationVersion());
    }
}
