package dev.penstock.definition;

/**
 * The parameters that are the window of each run of a backfill: it reads what is not before the one
 * and before the other.
 *
 * @param from parameter with the window's start
 * @param to parameter with the window's end
 */
public record BackfillDefinition(String from, String to) {}
