package org.gradientbus.archfixture.engine;

import org.gradientbus.archfixture.aeron.Aeron;

final class SeesAeron
{
    final Aeron broken = new Aeron();
}
