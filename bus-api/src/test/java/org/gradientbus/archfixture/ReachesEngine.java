package org.gradientbus.archfixture;

import org.gradientbus.archfixture.engine.Engine;

final class ReachesEngine
{
    final Engine broken = new Engine();
}
