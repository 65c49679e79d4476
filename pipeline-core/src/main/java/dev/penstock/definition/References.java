package dev.penstock.definition;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Names, tables and connections of one definition, gathered while reading and compared after. */
final class References {
  private final Problems problems;
  private final Map<String, String> named = new LinkedHashMap<>();
  private final Map<String, String> tables = new HashMap<>();
  private final List<Mention> checks = new ArrayList<>();
  private final List<Mention> mentions = new ArrayList<>();
  private final List<Mention> destinations = new ArrayList<>();
  private boolean incomplete;

  References(Problems problems) {
    this.problems = problems;
  }

  /** A word and the path where it stands. */
  record Mention(String word, String path) {}

  /** An output's or model's name, which must be the only one in the pipeline. */
  void named(String name, String path) {
    if (name.equals(StreamDefinition.BRONZE)) {
      problems.add(
          "reserved-name",
          path,
          "The name `bronze` is kept for the raw copy of a stream.",
          "Choose another name.");
    }
    String first = named.putIfAbsent(name, path);
    if (first != null) {
      problems.add(
          "duplicate-name",
          path,
          "The name `" + Paths.shown(name) + "` is already taken by `" + first + "`.",
          "Names of outputs and models are unique in a pipeline.");
    }
  }

  /** A table that the pipeline writes; two must not write the same. */
  void table(TableName table, String path) {
    // Destinations differ in whether case matters, so it does not here.
    String first = tables.putIfAbsent(table.toString().toLowerCase(Locale.ROOT), path);
    if (first != null) {
      problems.add(
          "shared-table",
          path,
          "The table `" + table + "` is already written by `" + first + "`.",
          "Give each output, raw copy and model a table of its own.");
    }
  }

  void destination(String connection, String path) {
    destinations.add(new Mention(connection, path));
  }

  void checked(String on, String path) {
    checks.add(new Mention(on, path));
  }

  /** An output or a model that SQL reads. */
  void mentioned(String name, String path) {
    mentions.add(new Mention(name, path));
  }

  /** A part that may define names could not be read, so that unknown names prove nothing. */
  void incomplete() {
    incomplete = true;
  }

  void resolve() {
    for (Mention destination : destinations) {
      Mention first = destinations.getFirst();
      if (!destination.word().equals(first.word())) {
        problems.add(
            "mixed-connections",
            destination.path(),
            "The output goes to `"
                + destination.word()
                + "`, but `"
                + first.path()
                + "` says `"
                + first.word()
                + "`. All outputs of a pipeline go to one connection, because one transaction"
                + " publishes them.",
            "Use the same connection, or make two pipelines.");
      }
    }
    checks.forEach(check -> known(check, "unknown-output"));
    mentions.forEach(mention -> known(mention, "unknown-ref"));
  }

  /** Whether the word names an output or a model; reported where not. */
  boolean known(Mention mention, String code) {
    if (named.containsKey(mention.word())) {
      return true;
    }
    if (!incomplete) {
      problems.add(
          code,
          mention.path(),
          "`"
              + Paths.shown(mention.word())
              + "` is neither an output nor a model of this pipeline.",
          problems.full()
              ? ""
              : NearMiss.advice(mention.word(), named.keySet(), "The outputs and models"));
    }
    return false;
  }
}
