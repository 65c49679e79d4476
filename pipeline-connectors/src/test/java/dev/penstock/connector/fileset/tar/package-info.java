/** Tests of tar archives, read back by the system's own {@code tar}. */
@NullMarked
package dev.penstock.connector.fileset.tar;

import org.jspecify.annotations.NullMarked;
