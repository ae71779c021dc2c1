package org.gradientbus.cli.tools;

import org.gradientbus.ipc.NodeView;
import picocli.CommandLine.Option;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The options of every command that looks at the nodes of this host from outside.
 */
final class HostOptions
{
    private static final Comparator<NodeView> ORDER =
        Comparator.comparing(NodeView::domain).thenComparing(NodeView::startedAt).thenComparing(NodeView::nodeId);

    private final Function<Optional<Path>, HostView> viewer;

    @Option(
        names = "--directory",
        paramLabel = "DIR",
        description = "Where the HOST rung keeps its files, if BusConfig.hostDirectory moved them.")
    private Optional<Path> directory = Optional.empty();

    HostOptions(Function<Optional<Path>, HostView> viewer)
    {
        this.viewer = viewer;
    }

    Optional<Path> directory()
    {
        return directory;
    }

    HostView view()
    {
        return viewer.apply(directory);
    }

    /** In an order that stays the same from one look to the next. */
    List<NodeView> nodes(Optional<String> domain)
    {
        return view().nodes(domain).stream().sorted(ORDER).toList();
    }
}
