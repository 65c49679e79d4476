/** From a row that readers see back to the record that it was made from. */
@NullMarked
package dev.penstock.api.lineage;

import org.jspecify.annotations.NullMarked;
