package org.gradientbus.archfixture.engine;

import java.io.Serializable;

record Serializes(int broken) implements Serializable
{
}
