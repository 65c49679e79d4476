/** Tests of the command line client. */
@NullMarked
package dev.penstock.cli;

import org.jspecify.annotations.NullMarked;
