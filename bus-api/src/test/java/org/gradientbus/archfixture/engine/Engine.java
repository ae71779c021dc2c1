package org.gradientbus.archfixture.engine;

public final class Engine
{
}
