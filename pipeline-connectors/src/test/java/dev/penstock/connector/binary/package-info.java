/** Tests of whole files as records. */
@NullMarked
package dev.penstock.connector.binary;

import org.jspecify.annotations.NullMarked;
