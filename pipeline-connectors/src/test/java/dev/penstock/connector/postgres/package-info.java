/** Tests of the PostgreSQL destination against a real server. */
@NullMarked
package dev.penstock.connector.postgres;

import org.jspecify.annotations.NullMarked;
