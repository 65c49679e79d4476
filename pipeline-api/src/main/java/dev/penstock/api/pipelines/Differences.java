package dev.penstock.api.pipelines;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.difflib.DiffUtils;
import com.github.difflib.patch.AbstractDelta;
import dev.penstock.api.pipelines.Difference.Change;
import dev.penstock.api.pipelines.Difference.Line;
import dev.penstock.definition.DefinitionTree;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Compares definitions. Stateless. */
final class Differences {
  private Differences() {}

  /**
   * Compares two texts; an empty one stands for a pipeline that is not there.
   *
   * @throws dev.penstock.error.PermanentException where one is neither YAML nor JSON
   */
  static Difference of(@Nullable Integer from, String before, @Nullable Integer to, String after) {
    return new Difference(
        from, to, before.equals(after), lines(before, after), changes(before, after));
  }

  private static List<Line> lines(String before, String after) {
    List<String> old = before.lines().toList();
    List<String> fresh = after.lines().toList();
    List<Line> lines = new ArrayList<>();
    int at = 0;
    for (AbstractDelta<String> delta : DiffUtils.diff(old, fresh).getDeltas()) {
      add(" ", old.subList(at, delta.getSource().getPosition()), lines);
      add("-", delta.getSource().getLines(), lines);
      add("+", delta.getTarget().getLines(), lines);
      at = delta.getSource().getPosition() + delta.getSource().size();
    }
    add(" ", old.subList(at, old.size()), lines);
    return lines;
  }

  private static void add(String op, List<String> texts, List<Line> lines) {
    texts.forEach(text -> lines.add(new Line(op, text)));
  }

  private static List<Change> changes(String before, String after) {
    Map<String, JsonNode> old = values(before);
    Map<String, JsonNode> fresh = values(after);
    Set<String> paths = new LinkedHashSet<>(old.keySet());
    paths.addAll(fresh.keySet());
    return paths.stream()
        .filter(path -> !Objects.equals(old.get(path), fresh.get(path)))
        .map(path -> new Change(path, old.get(path), fresh.get(path)))
        .toList();
  }

  private static Map<String, JsonNode> values(String text) {
    return text.isEmpty() ? Map.of() : DefinitionTree.values(text);
  }
}
