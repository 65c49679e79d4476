/**
 * Errors told apart: a {@link dev.penstock.error.Problem} says what is wrong, where, and what to
 * do; its exception says whether trying again can help.
 */
@NullMarked
package dev.penstock.error;

import org.jspecify.annotations.NullMarked;
