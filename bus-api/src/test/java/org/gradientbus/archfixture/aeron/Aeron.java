package org.gradientbus.archfixture.aeron;

public final class Aeron
{
}
