/** Steps that the transformer finds by name once this jar lies beside it. */
@NullMarked
package dev.penstock.examples.step;

import org.jspecify.annotations.NullMarked;
