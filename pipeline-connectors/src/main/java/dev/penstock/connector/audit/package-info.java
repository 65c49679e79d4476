/**
 * The checks of a pipeline over any destination that speaks SQL: each check is a query that finds
 * the rows that break it, in words that PostgreSQL and DuckDB both understand. A destination says
 * how its tables are called and how a query is run.
 */
@NullMarked
package dev.penstock.connector.audit;

import org.jspecify.annotations.NullMarked;
