/**
 * The files of DVC (data version control, version 3) that tell which data a Git commit belongs to:
 * {@code .dvc} files, {@code dvc.yaml}, {@code dvc.lock} and the cache. Plain Java after DVC's
 * documented formats (dvc.org, "DVC files" and "Internal files"); DVC itself is not needed.
 */
@NullMarked
package dev.penstock.dvc;

import org.jspecify.annotations.NullMarked;
