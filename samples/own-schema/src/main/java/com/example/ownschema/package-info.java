/**
 * A user's own messages, from a user's own SBE schema.
 */
package com.example.ownschema;
