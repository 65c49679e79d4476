/** Runs as stages of DVC: {@code dvc.yaml}, {@code dvc.lock} and DVC's cache. */
@NullMarked
package dev.penstock.cli.dvc;

import org.jspecify.annotations.NullMarked;
