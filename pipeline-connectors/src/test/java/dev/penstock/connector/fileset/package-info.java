/** Tests of the destination of files. */
@NullMarked
package dev.penstock.connector.fileset;

import org.jspecify.annotations.NullMarked;
