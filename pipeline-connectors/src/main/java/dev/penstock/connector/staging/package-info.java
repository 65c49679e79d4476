/** What destinations have in common while batches are staged. */
@NullMarked
package dev.penstock.connector.staging;

import org.jspecify.annotations.NullMarked;
