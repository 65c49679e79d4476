package dev.penstock.preview;

import dev.penstock.batch.Warning;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Warnings of several batches, each rule once. Not thread-safe. */
final class WarningSums {
  private final Map<List<String>, Warning> sums = new LinkedHashMap<>();

  void add(List<Warning> warnings) {
    for (Warning more : warnings) {
      sums.merge(
          List.of(more.step(), more.rule()),
          more,
          (first, next) ->
              new Warning(
                  first.step(),
                  first.rule(),
                  first.count() + next.count(),
                  first.place(),
                  first.message()));
    }
  }

  List<Warning> all() {
    return List.copyOf(sums.values());
  }
}
