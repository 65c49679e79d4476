/**
 * The definition seen together with the connectors: checks that need to know the connections and
 * the connectors' options, and the JSON Schema that is published for editors. Apart from the
 * definition itself, because the connector SPI is made of definitions.
 */
@NullMarked
package dev.penstock.definition.catalog;

import org.jspecify.annotations.NullMarked;
