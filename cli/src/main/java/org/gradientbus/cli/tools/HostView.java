package org.gradientbus.cli.tools;

import org.gradientbus.BusConfig;
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
    /** At most; what matters is the size of lanes, which goes up in larger steps. */
    int FRAME_HEADER_LENGTH = 64;

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
     * What would keep a bus with the default configuration from using the HOST rung.
     *
     * @return what it would say; empty when nothing does
     */
    Optional<String> objection();

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
            public Optional<String> objection()
            {
                return view.objection(BusConfig.DEFAULT_MAX_MESSAGE_LENGTH + FRAME_HEADER_LENGTH);
            }

            @Override
            public List<String> sweep()
            {
                return view.sweep();
            }
        };
    }
}
