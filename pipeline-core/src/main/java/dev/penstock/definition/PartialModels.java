package dev.penstock.definition;

import dev.penstock.definition.ModelDefinition.Materialized;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds mistakes in what only models that are built by key may say. */
final class PartialModels {
  private static final Pattern MARK =
      Pattern.compile("\\{\\s*(this|incremental|end)\\s*}", Pattern.CASE_INSENSITIVE);

  private final Map<String, StreamDefinition> streams;
  private final Map<String, ModelDefinition> models;
  private final Problems problems;

  PartialModels(
      Map<String, StreamDefinition> streams,
      Map<String, ModelDefinition> models,
      Problems problems) {
    this.streams = streams;
    this.models = models;
    this.problems = problems;
  }

  void check() {
    models.forEach(
        (name, model) -> {
          String path = Paths.child(Paths.child("models", name), "sql");
          if (model.materialized() == Materialized.INCREMENTAL) {
            marks(model.sql()).ifPresent(why -> add(path, why));
            for (String fresh : new ModelText(model.sql()).fresh()) {
              notFresh(fresh).ifPresent(why -> add(path, "{new:" + fresh + "}: " + why));
            }
          } else if (MARK.matcher(model.sql()).find()
              || !new ModelText(model.sql()).fresh().isEmpty()) {
            problems.add(
                "not-incremental",
                path,
                "`{new:NAME}`, `{this}`, `{incremental}` and `{end}` are for incremental models.",
                "Read `{ref:NAME}`, or say `materialized: incremental`.");
          }
        });
  }

  private void add(String path, String why) {
    problems.add(
        "bad-incremental",
        path,
        why + ".",
        "`{this}` stands between `{incremental}` and `{end}`, which are left out where the model is"
            + " built anew.");
  }

  /** What is wrong about the marks, if anything. */
  private static Optional<String> marks(String sql) {
    boolean open = false;
    Matcher mark = MARK.matcher(sql);
    while (mark.find()) {
      String found = mark.group();
      switch (found) {
        case "{incremental}" -> {
          if (open) {
            return Optional.of("`{incremental}` stands inside of another");
          }
          open = true;
        }
        case "{end}" -> {
          if (!open) {
            return Optional.of("`{end}` has no `{incremental}` in front of it");
          }
          open = false;
        }
        case "{this}" -> {
          if (!open) {
            return Optional.of("`{this}` is not between `{incremental}` and `{end}`");
          }
        }
        default -> {
          return Optional.of("`" + Paths.shown(found) + "` must be in lower case without spaces");
        }
      }
    }
    return open ? Optional.of("`{incremental}` has no `{end}`") : Optional.empty();
  }

  /** Why the rows of the run cannot be told from the others, if so. */
  private Optional<String> notFresh(String name) {
    ModelDefinition model = models.get(name);
    if (model != null && model.materialized() == Materialized.VIEW) {
      return Optional.of("a view has no rows of a run");
    }
    boolean continuous =
        streams.values().stream()
            .map(stream -> stream.outputs().get(name))
            .anyMatch(output -> output != null && output.mode() == LoadMode.CONTINUOUS);
    return continuous
        ? Optional.of("its rows are visible as they come, and no longer told from others")
        : Optional.empty();
  }
}
