/** Turns what a source reads into batches that fit into messages. Plain Java. */
@NullMarked
package dev.penstock.extractor.extraction;

import org.jspecify.annotations.NullMarked;
