package org.gradientbus.archfixture;

public record Address(String text)
{
}
