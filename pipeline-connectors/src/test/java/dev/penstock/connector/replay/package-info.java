/** Tests of replayed records. */
@NullMarked
package dev.penstock.connector.replay;

import org.jspecify.annotations.NullMarked;
