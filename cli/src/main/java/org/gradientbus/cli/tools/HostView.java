package org.gradientbus.cli.tools;

import org.gradientbus.ipc.DomainView;
import org.gradientbus.ipc.NodeView;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The nodes of this host as they are seen from outside.
 */
public interface HostView
{
    /**
     * Where they meet.
     *
     * @return the base directory
     */
    Path base();

    /**
     * Looks at all nodes of one domain, or of all.
     *
     * @param domain to look at; empty for all
     * @return dead ones among them
     */
    List<NodeView> nodes(Optional<String> domain);

    /**
     * Removes what dead nodes left.
     *
     * @return what was removed, a line each
     */
    List<String> sweep();

    /**
     * Looks at shared memory.
     *
     * @param directory that the HOST rung uses; empty for its default
     * @return the view
     */
    static HostView of(Optional<Path> directory)
    {
        DomainView view = DomainView.of(directory);
        return new HostView()
        {
            @Override
            public Path base()
            {
                return view.base();
            }

            @Override
            public List<NodeView> nodes(Optional<String> domain)
            {
                return domain.map(view::nodes).orElseGet(view::nodes);
            }

            @Override
            public List<String> sweep()
            {
                return view.sweep();
            }
        };
    }
}
