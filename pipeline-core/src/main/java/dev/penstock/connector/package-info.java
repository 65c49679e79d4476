/**
 * The connector SPI: what a source and a destination must be able to do, and the specs from which
 * validation, JSON Schema and the reference pages come.
 */
@NullMarked
package dev.penstock.connector;

import org.jspecify.annotations.NullMarked;
