/** The stack of this machine: started, shown, stopped. */
@NullMarked
package dev.penstock.cli.stack;

import org.jspecify.annotations.NullMarked;
