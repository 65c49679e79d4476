@NullMarked
package dev.penstock.jsonschema;

import org.jspecify.annotations.NullMarked;
