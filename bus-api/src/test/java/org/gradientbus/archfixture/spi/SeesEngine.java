package org.gradientbus.archfixture.spi;

import org.gradientbus.archfixture.engine.Engine;

final class SeesEngine
{
    final Engine broken = new Engine();
}
