/** Pipelines and their versions: validated whole, each change a new version. */
@NullMarked
package dev.penstock.api.pipelines;

import org.jspecify.annotations.NullMarked;
