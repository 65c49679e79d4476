/** JSON Schema for documents inside records: nothing is fetched, and no document takes for ever. */
@NullMarked
package dev.penstock.jsonschema;

import org.jspecify.annotations.NullMarked;
