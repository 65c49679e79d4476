package dev.penstock.definition;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Reads the checks of a definition. */
final class CheckReader {

  private static final List<String> KINDS = List.of("not_null", "unique", "rows");

  private final Reading reading;

  CheckReader(Reading reading) {
    this.reading = reading;
  }

  List<CheckDefinition> read(Spot spot) {
    List<CheckDefinition> checks = new ArrayList<>();
    for (Spot item : spot.items("a list of checks", 0, DefinitionLimits.CHECKS)) {
      check(item).ifPresent(checks::add);
    }
    return checks;
  }

  private Optional<CheckDefinition> check(Spot spot) {
    Spot.Fields fields = spot.fields(Shape.CHECK);
    String on = fields.text("on", "a text that names an output or a model");
    fields
        .get("on")
        .filter(name -> !on.isEmpty())
        .ifPresent(name -> reading.references().checked(on, name.path()));
    CheckDefinition notNull =
        fields
            .get("not_null")
            .map(columns -> new CheckDefinition.NotNull(on, reading.columns(columns, 1)))
            .orElse(null);
    CheckDefinition unique =
        fields
            .get("unique")
            .map(columns -> new CheckDefinition.Unique(on, reading.columns(columns, 1)))
            .orElse(null);
    CheckDefinition rows = fields.get("rows").map(bounds -> rows(on, bounds)).orElse(null);
    long given = KINDS.stream().filter(fields.entries()::containsKey).count();
    if (spot.node().isObject() && given != 1) {
      spot.problem(
          "one-check-each",
          "has "
              + given
              + " of not_null, unique and rows; expected exactly one of them in each check.",
          "");
    }
    return Optional.ofNullable(notNull != null ? notNull : unique != null ? unique : rows);
  }

  private CheckDefinition.Rows rows(String on, Spot spot) {
    Spot.Fields fields = spot.fields(Shape.ROWS);
    OptionalLong min = fields.get("min").map(Spot::count).orElse(OptionalLong.empty());
    OptionalLong max = fields.get("max").map(Spot::count).orElse(OptionalLong.empty());
    if (spot.node().isObject() && fields.get("min").isEmpty() && fields.get("max").isEmpty()) {
      spot.problem("missing-field", "has no bound; expected min, max or both.", "");
    }
    if (min.isPresent() && max.isPresent() && min.getAsLong() > max.getAsLong()) {
      spot.problem(
          "bad-bounds",
          "min (" + min.getAsLong() + ") is more than max (" + max.getAsLong() + ").",
          "");
    }
    return new CheckDefinition.Rows(on, min, max);
  }
}
