/**
 * Records as tar archives in the layout that WebDataset and other readers of training data know:
 * files that belong to one record stand together and share their name up to the first dot.
 */
@NullMarked
package dev.penstock.connector.fileset.tar;

import org.jspecify.annotations.NullMarked;
