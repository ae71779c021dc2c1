package com.example.twohosts;

import org.gradientbus.process.ProcessSpec;
import org.gradientbus.process.Program;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One of {@link TwoHosts}.
 *
 * @param address by which the other one reaches it
 * @param port    that is free there
 * @param holder  the process that holds its namespace; empty when it has that of this JVM
 */
public record Host(String address, int port, OptionalLong holder)
{
    /**
     * Where a bus on this host can receive.
     *
     * @return as {@code UdpConfig.listen} takes it
     */
    public String endpoint()
    {
        return address + ":" + port;
    }

    /**
     * A Java program, made to run on this host.
     *
     * @param java a main class, as {@link ProcessSpec#java} has it
     * @return a changed copy
     */
    public ProcessSpec runs(ProcessSpec java)
    {
        if (holder.isEmpty())
        {
            return java;
        }
        Program.JavaMain program = (Program.JavaMain)java.program();
        List<String> command = new ArrayList<>();
        command.add(program.javaHome().resolve("bin").resolve("java").toString());
        command.addAll(program.jvmFlags());
        command.add("-cp");
        command.add(program.classPath().stream()
            .map((entry) -> Path.of(entry).toAbsolutePath().toString())
            .collect(Collectors.joining(File.pathSeparator)));
        command.add(program.mainClass());
        command.addAll(java.arguments());
        List<String> here = command(command);
        return java.withProgram(new Program.Command(here.get(0)))
            .withArguments(here.stream().skip(1).toArray(String[]::new));
    }

    /** What runs a command on this host. It becomes the command: its process id stays. */
    List<String> command(List<String> command)
    {
        return holder.isEmpty() ? command :
            Stream.concat(Stream.of("nsenter", "--net=/proc/" + holder.getAsLong() + "/ns/net"), command.stream())
                .toList();
    }
}
