/** Definitions as files: checked and tried without a server, compared with one and put there. */
@NullMarked
package dev.penstock.cli.definition;

import org.jspecify.annotations.NullMarked;
