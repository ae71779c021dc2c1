package org.gradientbus.codecs.verify;

/**
 * One message of a schema.
 *
 * @param sinceVersion version of the schema that added it.
 * @param block        its fields, groups and var-data.
 */
record Template(int sinceVersion, Block block)
{
}
