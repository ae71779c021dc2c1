/**
 * What a user writes first.
 */
package com.example.hello;
