package dev.penstock.batch;

/**
 * A record that could not be converted or failed a rule, kept with the original and the reason.
 *
 * @param stage where it was rejected: extract, transform or load
 * @param errorClass what kind of mistake it is
 * @param step path of the step inside the stream ({@code steps[3].validate}); for extract {@code
 *     source}, for load {@code outputs.NAME}
 * @param rule the broken rule in a few words, the same for all records that break it
 * @param message what is wrong with this record: column, value and what was expected
 * @param place the place in the source, for example {@code birdstrikes.csv:812}
 * @param original the record as it was read: a JSON object of its columns, or the raw text where it
 *     could not be taken apart; cut at {@link #MAX_ORIGINAL} characters
 */
public record RejectedRecord(
    Stage stage,
    ErrorClass errorClass,
    String step,
    String rule,
    String message,
    String place,
    String original) {
  /** The longest original that is kept, in characters. */
  public static final int MAX_ORIGINAL = 16_384;

  private static final int MAX_MESSAGE = 1_000;

  public RejectedRecord {
    original = cut(original, MAX_ORIGINAL);
    message = cut(message, MAX_MESSAGE);
  }

  private static String cut(String text, int max) {
    return text.length() <= max ? text : text.substring(0, max) + "…";
  }
}
