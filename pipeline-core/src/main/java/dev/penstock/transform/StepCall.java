package dev.penstock.transform;

import dev.penstock.definition.NearMiss;
import dev.penstock.error.PenstockException;
import dev.penstock.error.PermanentException;
import dev.penstock.error.Problem;
import dev.penstock.step.BatchStep;
import dev.penstock.step.RecordStep;
import dev.penstock.step.RejectedException;
import dev.penstock.step.Step;
import dev.penstock.step.StepContext;
import dev.penstock.step.StepRecord;
import dev.penstock.step.StepResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.arrow.vector.types.pojo.Field;
import org.jspecify.annotations.Nullable;

/** Calls a step for some records. All of it runs in the step's thread. */
final class StepCall {
  /** What the values of one record may take, in bytes; a message must hold it. */
  static final int MAX_BYTES = 2 << 20;

  private static final int RECORDS = 200;
  private static final int MAX_RULE = 200;
  private static final int MAX_MESSAGE = 500;

  private final Step step;
  private final StepContext context;
  private final String rule;
  private final List<Field> fields;
  private final int size;

  /**
   * @param rule of rejects for which the step names none
   * @param fields the columns that it fills
   * @param size how many records go into one call
   */
  StepCall(Step step, StepContext context, String rule, List<Field> fields, int size) {
    this.size = size;
    this.step = step;
    this.context = context;
    this.rule = rule;
    this.fields = List.copyOf(fields);
  }

  /** How many records go into one call of {@link #apply}. */
  int size() {
    return size;
  }

  /** The same, asked of the step. */
  static int size(Step step) {
    return switch (step) {
      case RecordStep _ -> RECORDS;
      case BatchStep batch -> Math.clamp(batch.batchSize(), 1, BatchStep.MAX_SIZE);
    };
  }

  List<StepAnswer> apply(List<StepRecord> records) throws InterruptedException {
    List<StepAnswer> answers = new ArrayList<>(records.size());
    switch (step) {
      case RecordStep single -> {
        for (StepRecord record : records) {
          if (Thread.interrupted()) {
            throw new InterruptedException();
          }
          answers.add(one(() -> single.apply(record, context)));
        }
      }
      case BatchStep batch -> batch(batch, records, answers);
    }
    return answers;
  }

  private void batch(BatchStep batch, List<StepRecord> records, List<StepAnswer> answers)
      throws InterruptedException {
    if (records.size() > 1) {
      try {
        for (StepResult result : sameCount(batch.apply(records, context), records)) {
          answers.add(one(() -> result));
        }
        return;
      } catch (PenstockException e) {
        throw e;
      } catch (Exception | StackOverflowError | AssertionError e) {
        answers.clear(); // told record by record below
      }
    }
    for (StepRecord record : records) {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      List<StepRecord> alone = List.of(record);
      answers.add(one(() -> sameCount(batch.apply(alone, context), alone).getFirst()));
    }
  }

  private List<StepResult> sameCount(@Nullable List<StepResult> results, List<StepRecord> given) {
    if (results == null || results.size() != given.size()) {
      throw new PermanentException(
          new Problem(
              "step-broken",
              context.path(),
              "The Java step got "
                  + given.size()
                  + " records and answered for "
                  + (results == null ? 0 : results.size())
                  + ".",
              "A batch step answers one result for each record, in their order."));
    }
    return results;
  }

  private interface One {
    @Nullable StepResult get() throws Exception;
  }

  private StepAnswer one(One call) {
    try {
      return switch (call.get()) {
        case StepResult.Values(Map<String, ?> values) -> passed(values);
        case StepResult.Dropped _ -> new StepAnswer.Dropped();
        case StepResult.Rejected(String broken, String message) -> rejected(broken, message);
        case null -> rejected("", "The step answered nothing (null) for this record.");
      };
    } catch (PenstockException e) {
      throw e;
    } catch (RejectedException e) {
      return rejected(e.rule(), String.valueOf(e.getMessage()));
    } catch (Exception | StackOverflowError | AssertionError e) {
      String message = e.getMessage();
      String kind = e.getClass().getSimpleName();
      return rejected("", message == null ? kind : kind + ": " + message);
    }
  }

  private StepAnswer passed(Map<String, ?> values) {
    @Nullable Object[] kept = new @Nullable Object[fields.size()];
    long bytes = 0;
    for (Map.Entry<String, ?> value : values.entrySet()) {
      int index = index(value.getKey());
      if (index < 0) {
        List<String> names = fields.stream().map(Field::getName).toList();
        return rejected(
            "",
            "The step gives a column "
                + value.getKey()
                + ", which is not declared. "
                + NearMiss.advice(value.getKey(), names, "The declared columns"));
      }
      Object given = value.getValue();
      if (given != null) {
        Field field = fields.get(index);
        Object one = StepTypes.kept(field, given);
        if (one == null) {
          return rejected(rule + ", column " + field.getName(), StepTypes.mistake(field, given));
        }
        bytes += size(one);
        kept[index] = one;
      }
    }
    if (bytes > MAX_BYTES) {
      return rejected(
          "size of the result",
          "The step's values for this record take %d bytes; at most %d are taken."
              .formatted(bytes, MAX_BYTES));
    }
    return new StepAnswer.Passed(kept);
  }

  private int index(String column) {
    for (int i = 0; i < fields.size(); i++) {
      if (fields.get(i).getName().equalsIgnoreCase(column)) {
        return i;
      }
    }
    return -1;
  }

  private static long size(Object kept) {
    return switch (kept) {
      case byte[] bytes -> bytes.length;
      case String text -> text.length();
      default -> Long.BYTES;
    };
  }

  private StepAnswer rejected(String broken, String message) {
    return new StepAnswer.Rejected(
        broken.isBlank() ? rule : cut(broken, MAX_RULE), cut(message, MAX_MESSAGE));
  }

  private static String cut(String text, int max) {
    return text.length() <= max ? text : text.substring(0, max) + "…";
  }
}
