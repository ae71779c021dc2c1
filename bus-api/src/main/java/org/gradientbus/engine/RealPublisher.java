package org.gradientbus.engine;

import org.gradientbus.Address;
import org.gradientbus.PortOptions;
import org.gradientbus.Publisher;
import org.gradientbus.SendStatus;

/**
 * Claims room in every loop that has matching mailboxes, or in none.
 */
final class RealPublisher extends MessagePort implements Publisher
{
    RealPublisher(RealBus bus, Address address, PortOptions options)
    {
        super(bus, address, options);
    }

    @Override
    RouteSet resolve(PortEntry portEntry)
    {
        return bus.directory().routesToAll(portEntry);
    }

    @Override
    SendStatus claimRooms(RouteSet set, int length, FrameFields fields, RealClaim claim)
    {
        final Route[] routes = set.routes;
        if (routes.length > 1)
        {
            for (int i = 0; i < routes.length; i++)
            {
                final Route route = routes[i];
                if (!route.canDrop && !route.hasRoom(length, fields))
                {
                    return refusedBy(route);
                }
            }
        }
        for (int i = 0; i < routes.length; i++)
        {
            final Route route = routes[i];
            if (route.tryClaim(length, fields, claim.nextRoom()) == SendStatus.ACCEPTED)
            {
                claim.addRoom(route);
                flows(route);
            }
            else if (drops(route))
            {
                claim.addDropped(route);
                dropped(route);
            }
            else
            {
                claim.rollBack();
                return refusedBy(route);
            }
        }
        return SendStatus.ACCEPTED;
    }
}
