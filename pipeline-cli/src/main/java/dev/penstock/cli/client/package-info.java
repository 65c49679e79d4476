/**
 * The REST API as a client sees it, and the options that say which server is meant and how answers
 * are shown. Every error is a {@link dev.penstock.cli.client.CliException} with an exit code.
 */
@NullMarked
package dev.penstock.cli.client;

import org.jspecify.annotations.NullMarked;
