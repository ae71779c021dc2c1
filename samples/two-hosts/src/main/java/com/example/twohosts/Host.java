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
        return holder.isEmpty() ? java : behind(List.of("nsenter", namespace()), java);
    }

    /** A Java program, started by a command that becomes it. */
    static ProcessSpec behind(List<String> command, ProcessSpec java)
    {
        Program.JavaMain program = (Program.JavaMain)java.program();
        List<String> arguments = new ArrayList<>(command.subList(1, command.size()));
        arguments.add(program.javaHome().resolve("bin").resolve("java").toString());
        arguments.addAll(program.jvmFlags());
        arguments.add("-cp");
        arguments.add(program.classPath().stream()
            .map((entry) -> Path.of(entry).toAbsolutePath().toString())
            .collect(Collectors.joining(File.pathSeparator)));
        arguments.add(program.mainClass());
        arguments.addAll(java.arguments());
        return java.withProgram(new Program.Command(command.get(0))).withArguments(arguments.toArray(String[]::new));
    }

    /** What runs a command on this host. */
    List<String> command(List<String> command)
    {
        return holder.isEmpty() ?
            command :
            Stream.concat(Stream.of("nsenter", namespace()), command.stream()).toList();
    }

    private String namespace()
    {
        return "--net=/proc/" + holder.orElseThrow() + "/ns/net";
    }
}
