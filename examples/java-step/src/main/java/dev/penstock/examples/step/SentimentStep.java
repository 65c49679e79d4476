package dev.penstock.examples.step;

import dev.penstock.step.RecordStep;
import dev.penstock.step.RejectedException;
import dev.penstock.step.StepContext;
import dev.penstock.step.StepRecord;
import dev.penstock.step.StepResult;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.Locale;
import java.util.Map;

/**
 * The mood of a text: above 0 where good words outweigh bad ones. Options: {@code column}, which
 * holds the text, {@code text} if not given; {@code longest}, the longest text that is taken, in
 * characters. A record without a text is dropped.
 */
@Dependent
@Named("sentiment")
public class SentimentStep implements RecordStep {
  private final WordList words;
  private String column = "text";
  private long longest;

  @Inject
  public SentimentStep(WordList words) {
    this.words = words;
  }

  @Override
  public Map<String, String> columns(StepContext context) {
    return Map.of("score", "double");
  }

  @Override
  public void open(StepContext context) {
    context.options().only("column", "longest");
    column = context.options().text("column", "text");
    longest = context.options().whole("longest", 10_000);
    if (longest < 1) {
      throw context.options().refused("longest", "must be at least 1.");
    }
  }

  @Override
  public StepResult apply(StepRecord record, StepContext context) {
    String text = record.text(column);
    if (text == null || text.isBlank()) {
      return StepResult.dropped();
    }
    if (text.length() > longest) {
      throw new RejectedException(
          "text is short enough",
          "%s has %d characters; at most %d are taken.".formatted(column, text.length(), longest));
    }
    String[] all = text.toLowerCase(Locale.ROOT).split("[^\\p{L}]+", -1);
    double sum = 0;
    for (String word : all) {
      sum += words.weight(word);
    }
    return StepResult.value("score", sum / Math.sqrt(all.length));
  }
}
