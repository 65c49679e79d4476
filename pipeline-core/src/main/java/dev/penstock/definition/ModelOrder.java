package dev.penstock.definition;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds {@code {ref:name}} and {@code {new:name}} in the SQL of models and puts each model behind
 * those that it reads, otherwise in the author's order.
 */
final class ModelOrder {
  /** Wider than the form that counts, to catch slips such as {@code { ref: name }}. */
  private static final Pattern REFERENCE =
      Pattern.compile("\\{\\s*(ref|new)\\s*:([^{}]*)}", Pattern.CASE_INSENSITIVE);

  private final Map<String, ModelDefinition> models;
  private final Problems problems;
  private final Map<String, Set<String>> reads = new LinkedHashMap<>();
  private final Map<String, ModelDefinition> ordered = new LinkedHashMap<>();
  private final Set<String> open = new LinkedHashSet<>();
  private final Set<String> seen = new HashSet<>();

  private ModelOrder(Map<String, ModelDefinition> models, Problems problems) {
    this.models = models;
    this.problems = problems;
  }

  /** The models in an order in which they can be built; unknown names and cycles are reported. */
  static Map<String, ModelDefinition> of(
      Map<String, ModelDefinition> models, References references, Problems problems) {
    ModelOrder order = new ModelOrder(models, problems);
    models.forEach((name, model) -> order.reads.put(name, order.refs(name, model, references)));
    models.keySet().forEach(order::visit);
    return order.ordered;
  }

  private Set<String> refs(String name, ModelDefinition model, References references) {
    Set<String> refs = new LinkedHashSet<>();
    Set<String> reported = new HashSet<>();
    Matcher matcher = REFERENCE.matcher(model.sql());
    while (matcher.find()) {
      String ref = matcher.group(2);
      String word = matcher.group(1).toLowerCase(Locale.ROOT);
      boolean exact = matcher.group().equals("{" + word + ":" + ref.strip() + "}");
      if (!exact && reported.add(matcher.group())) {
        problems.add(
            "bad-ref",
            path(name),
            "`" + Paths.shown(matcher.group()) + "` is not a reference.",
            "Write it without spaces and in lower case: `{"
                + word
                + ":"
                + Paths.shown(ref.strip())
                + "}`.");
      } else if (exact
          && !refs.contains(ref)
          && !reported.contains(ref)
          && !references.known(new References.Mention(ref, path(name)), "unknown-ref")) {
        reported.add(ref);
      } else if (exact && models.containsKey(ref)) {
        refs.add(ref);
      }
    }
    return refs;
  }

  private void visit(String name) {
    if (open.contains(name)) {
      List<String> cycle = new ArrayList<>(open);
      cycle = new ArrayList<>(cycle.subList(cycle.indexOf(name), cycle.size()));
      cycle.add(name);
      problems.add(
          "model-cycle",
          path(name),
          "The model reads itself: " + Paths.shown(String.join(" -> ", cycle)) + ".",
          "A model may only read outputs and models that do not read it.");
      return;
    }
    if (!seen.add(name)) {
      return;
    }
    open.add(name);
    reads.getOrDefault(name, Set.of()).forEach(this::visit);
    open.remove(name);
    ModelDefinition model = models.get(name);
    if (model != null) {
      ordered.put(name, model);
    }
  }

  private static String path(String model) {
    return Paths.child(Paths.child("models", model), "sql");
  }
}
