/** A pipeline's definition as a graph: what its records go through, from connections to checks. */
@NullMarked
package dev.penstock.api.graph;

import org.jspecify.annotations.NullMarked;
