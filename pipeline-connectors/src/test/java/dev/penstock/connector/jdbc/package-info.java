/** Tests of the database sources against a real PostgreSQL and a real MariaDB. */
@NullMarked
package dev.penstock.connector.jdbc;

import org.jspecify.annotations.NullMarked;
