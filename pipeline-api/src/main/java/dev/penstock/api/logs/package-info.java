/** What the services logged of runs: kept as it comes, bounded, read page by page. */
@NullMarked
package dev.penstock.api.logs;

import org.jspecify.annotations.NullMarked;
