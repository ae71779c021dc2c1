package org.gradientbus.archfixture.engine;

final class ReadsProperty
{
    final String broken = System.getProperty("gradient.anything");
}
