/** Raw copies against the sources that they are copies of. */
@NullMarked
package dev.penstock.connector.bronze;

import org.jspecify.annotations.NullMarked;
