/** Tests of the local stack against the real servers. */
@NullMarked
package dev.penstock.local;

import org.jspecify.annotations.NullMarked;
