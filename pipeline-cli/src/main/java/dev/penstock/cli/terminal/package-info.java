/**
 * What a person sees: lines, tables, colours and blocks that are redrawn. Knows nothing of
 * pipelines.
 */
@NullMarked
package dev.penstock.cli.terminal;

import org.jspecify.annotations.NullMarked;
