package dev.penstock.batch;

/**
 * A rule that only warns, broken by records of one batch, which went on all the same.
 *
 * @param step path of the step inside the stream
 * @param rule the broken rule in a few words
 * @param count how many records broke it
 * @param place of the first of them in the source
 * @param message what is wrong with the first of them
 */
public record Warning(String step, String rule, long count, String place, String message) {}
