package dev.penstock.api.runs;

/**
 * A rule that only warns and was broken.
 *
 * @param step path of the step inside the stream
 * @param count how many records broke it; exact
 * @param examplePlace of one of them in the source
 * @param exampleMessage what is wrong with that one
 */
public record WarningView(
    String stream,
    String step,
    String rule,
    long count,
    String examplePlace,
    String exampleMessage) {}
