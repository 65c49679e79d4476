/**
 * The command line client: one class for each command, around plain code that renders what the REST
 * API answers. It starts and stops the local stack and shows a run; it decides nothing about runs.
 */
@NullMarked
package dev.penstock.cli;

import org.jspecify.annotations.NullMarked;
