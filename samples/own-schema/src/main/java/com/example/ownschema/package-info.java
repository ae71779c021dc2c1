/**
 * Messages of a user's own schema: {@code pom.xml} says how it is compiled, {@code weather.xml} is the schema.
 */
package com.example.ownschema;
