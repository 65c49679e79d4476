/**
 * All tables that the current pipelines write, with what is known of each: its columns, checks,
 * quality and freshness, and the lineage from the sources to the marts. What there is comes from
 * the definitions; what it looks like comes from the runs that were published.
 */
@NullMarked
package dev.penstock.api.catalogue;

import org.jspecify.annotations.NullMarked;
