/**
 * Tells a lineage server of runs, as OpenLineage (https://openlineage.io) says it: which pipeline
 * made which tables of what, column by column where the definition tells it. Off unless configured;
 * sent beside the runs, which never wait for it.
 */
@NullMarked
package dev.penstock.api.openlineage;

import org.jspecify.annotations.NullMarked;
