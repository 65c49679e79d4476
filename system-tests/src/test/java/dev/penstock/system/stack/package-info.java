/**
 * The stack that the system tests look at, in two kinds: processes of this machine, and containers
 * (profile {@code containers}). Tests know {@link dev.penstock.system.stack.Stack} alone, but for
 * those with the tag {@code processes}.
 */
@NullMarked
package dev.penstock.system.stack;

import org.jspecify.annotations.NullMarked;
