/**
 * The pipeline as a user writes it: records that mirror the YAML, the parser that validates it
 * whole and names each mistake by its path, and the published JSON Schema.
 */
@NullMarked
package dev.penstock.definition;

import org.jspecify.annotations.NullMarked;
