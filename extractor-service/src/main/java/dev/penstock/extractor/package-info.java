/** The extractor: plans streams and reads splits into batches. */
@NullMarked
package dev.penstock.extractor;

import org.jspecify.annotations.NullMarked;
