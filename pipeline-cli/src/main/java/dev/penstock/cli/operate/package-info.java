/**
 * What an operator looks after beside single runs: rejects, connections, schedules, backfills,
 * limits.
 */
@NullMarked
package dev.penstock.cli.operate;

import org.jspecify.annotations.NullMarked;
