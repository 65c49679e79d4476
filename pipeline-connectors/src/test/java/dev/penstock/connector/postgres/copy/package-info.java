/** The bytes that go by COPY. */
@NullMarked
package dev.penstock.connector.postgres.copy;

import org.jspecify.annotations.NullMarked;
