package org.gradientbus.archfixture;

import org.gradientbus.archfixture.engine.Engine;

final class Bus
{
    final Engine allowed = new Engine();
}
