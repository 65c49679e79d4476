package dev.penstock.definition;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The steps that a stream may have, for the parser, the JSON Schema and the reference page. */
public enum StepKind {
  RENAME("rename", "Old column name to new one; the other columns stay, in place."),
  SELECT("select", "Keeps these columns, in this order."),
  DROP("drop", "Leaves these columns out; the other columns stay, in place."),
  CAST("cast", "Column to type; a value that does not convert makes its record a reject."),
  DERIVE("derive", "New or replaced column to a DuckDB expression over the step's input."),
  FILTER("filter", "DuckDB condition; keeps the records for which it is true."),
  VALIDATE("validate", "Rules; a record that breaks one becomes a reject that names it."),
  SAMPLE("sample", "Keeps a part of the records, always the same ones; the others are filtered."),
  SPLIT("split", "New column that puts each record into `train`, `validation` or `test` by hash."),
  MASK("mask", "Column to how its values are hidden: `redact`, `partial` or `hash`."),
  FLATTEN("flatten", "Takes a nested column apart: a list into records, a struct into columns."),
  LOOKUP("lookup", "Columns of one of the stream's look-ups, found by key."),
  DEDUPLICATE("deduplicate", "One record of each key in the whole run; the last step."),
  AGGREGATE("aggregate", "One record for each group of the whole run; the last step."),
  BRANCH("branch", "Several outputs, each with steps of its own; the last step."),
  JAVA("java", "A step in Java, found by name."),
  IMAGE("image", "Crops, resizes and re-encodes pictures; a broken one makes its record a reject."),
  SQL("sql", "A DuckDB query over `input` and the look-ups; keep `_place` (`SELECT s.*` does).");

  private final String word;
  private final String description;

  StepKind(String word, String description) {
    this.word = word;
    this.description = description;
  }

  /** The word that names the step in a definition. */
  public String word() {
    return word;
  }

  /** One sentence for editors and the reference page. */
  public String description() {
    return description;
  }

  static Optional<StepKind> of(String word) {
    return Arrays.stream(values()).filter(kind -> kind.word.equals(word)).findFirst();
  }

  static List<String> words() {
    return Arrays.stream(values()).map(StepKind::word).toList();
  }
}
