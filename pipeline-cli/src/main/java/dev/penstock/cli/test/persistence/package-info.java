/** What a test of a pipeline has published, read back from its database. */
@NullMarked
package dev.penstock.cli.test.persistence;

import org.jspecify.annotations.NullMarked;
