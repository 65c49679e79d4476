/** Tests of the checks over databases. */
@NullMarked
package dev.penstock.connector.audit;

import org.jspecify.annotations.NullMarked;
