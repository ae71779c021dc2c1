package org.gradientbus.udp;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Nodes of which something may still arrive although they are known to be no more. Whoever went long ago is forgotten.
 */
final class GoneNodes
{
    private static final int MOST_REMEMBERED = 1024;

    private final Map<Long, Boolean> nodes = new LinkedHashMap<>()
    {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Boolean> eldest)
        {
            return size() > MOST_REMEMBERED;
        }
    };

    void add(long nodeId)
    {
        nodes.put(nodeId, true);
    }

    boolean contains(long nodeId)
    {
        return nodes.containsKey(nodeId);
    }
}
