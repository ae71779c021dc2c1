package org.gradientbus.cli.doctor;

import org.gradientbus.BusException;
import org.gradientbus.ipc.NodeView;
import org.gradientbus.ipc.Vitality;

import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * What nodes that live no more have left in shared memory.
 */
final class Leftovers
{
    private static final String SUBJECT = "nodes";

    private Leftovers()
    {
    }

    static Finding look(Supplier<List<NodeView>> nodes)
    {
        try
        {
            return judge(nodes.get());
        }
        catch (BusException refusal)
        {
            return Finding.wrong(SUBJECT, refusal.getMessage(), "mend that first, then look again");
        }
    }

    private static Finding judge(List<NodeView> nodes)
    {
        String found = count(nodes, Vitality.ALIVE) + " alive, " + count(nodes, Vitality.UNRESPONSIVE) +
            " unresponsive, " + count(nodes, Vitality.DEAD) + " dead, " + count(nodes, Vitality.DAMAGED) + " damaged";
        if (count(nodes, Vitality.DAMAGED) > 0)
        {
            return Finding.warning(SUBJECT, found + ": " + remarks(nodes),
                "stop the processes they belong to, then remove their folders");
        }
        if (count(nodes, Vitality.DEAD) > 0)
        {
            return Finding.warning(SUBJECT, found + "; the dead take up memory until somebody joins their domain",
                "gradient clean");
        }
        if (count(nodes, Vitality.UNRESPONSIVE) > 0)
        {
            return Finding.warning(SUBJECT, found + ": stopped, or short of a processor",
                "look at them with 'gradient ls'; kill -CONT lets a stopped process go on");
        }
        return Finding.right(SUBJECT, found);
    }

    private static long count(List<NodeView> nodes, Vitality vitality)
    {
        return nodes.stream().filter((each) -> each.vitality() == vitality).count();
    }

    private static String remarks(List<NodeView> nodes)
    {
        return nodes.stream()
            .filter((each) -> each.vitality() == Vitality.DAMAGED)
            .map((each) -> each.endpoint() + " " + each.remark())
            .collect(Collectors.joining("; "));
    }
}
