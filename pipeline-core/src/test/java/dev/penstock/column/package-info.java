/** Values read as types, judged by DuckDB and by Java's own classes. */
@NullMarked
package dev.penstock.column;

import org.jspecify.annotations.NullMarked;
