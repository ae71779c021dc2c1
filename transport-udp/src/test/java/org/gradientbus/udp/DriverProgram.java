package org.gradientbus.udp;

import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;

/** A media driver in a process of its own, as an operator would run one for several programs. */
final class DriverProgram
{
    private DriverProgram()
    {
    }

    /** Its directory. Ends when its input does. */
    public static void main(String[] args) throws Exception
    {
        try (MediaDriver driver = MediaDriver.launch(new MediaDriver.Context()
            .aeronDirectoryName(args[0])
            .threadingMode(ThreadingMode.SHARED)
            .warnIfDirectoryExists(false)
            .dirDeleteOnStart(true)
            .dirDeleteOnShutdown(true)))
        {
            System.out.println("driving in " + driver.aeronDirectoryName());
            while (System.in.read() >= 0)
            {
                Thread.onSpinWait();
            }
        }
    }
}
