package dev.penstock.definition;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the checks of a definition. */
final class CheckReader {
  /** The kinds, of which each check is one. */
  static final List<String> KINDS =
      List.of(
          "not_null",
          "unique",
          "accepted_values",
          "range",
          "relationships",
          "rows",
          "freshness",
          "sql");

  private static final Pattern CHANGE = Pattern.compile(Names.CHANGE);
  private static final Pattern AGE = Pattern.compile(Names.AGE);
  private static final BigDecimal NOTHING_LEFT = BigDecimal.valueOf(-100);

  private final Reading reading;
  private final RuleReader rules;
  private final CheckTermsReader terms;

  CheckReader(Reading reading) {
    this.reading = reading;
    this.rules = new RuleReader(reading);
    this.terms = new CheckTermsReader(reading);
  }

  List<CheckDefinition> read(Spot spot) {
    List<CheckDefinition> checks = new ArrayList<>();
    Map<String, String> texts = new HashMap<>();
    for (Spot item : spot.items("a list of checks", 0, DefinitionLimits.CHECKS)) {
      Optional<CheckDefinition> check = check(item);
      check.ifPresent(checks::add);
      String text = check.map(CheckDefinition::text).orElse("");
      String first = text.isEmpty() ? null : texts.putIfAbsent(text, item.path());
      if (first != null) {
        item.problem(
            "duplicate-check",
            "`" + Paths.shown(text) + "` is already the text of `" + first + "`.",
            "Remove one of them, or give each a `name`.");
      }
    }
    return checks;
  }

  private Optional<CheckDefinition> check(Spot spot) {
    Spot.Fields fields = spot.fields(Shape.CHECK);
    String on = named(fields, "on");
    List<String> given = KINDS.stream().filter(fields.entries()::containsKey).toList();
    if (spot.node().isObject() && given.size() != 1) {
      spot.problem(
          "one-check-each",
          "has "
              + (given.isEmpty() ? "none" : given.size())
              + " of "
              + Spot.list(KINDS)
              + "; expected exactly one of them in each check.",
          given.isEmpty() ? "" : "Start a new item with `- ` for each check.");
    }
    boolean counts = !given.contains("rows") && !given.contains("freshness");
    CheckTerms shared = terms.read(fields, counts);
    Optional<CheckDefinition> first = Optional.empty();
    for (String kind : given) {
      Optional<CheckDefinition> check =
          fields.get(kind).flatMap(value -> check(kind, on, value, shared));
      first = first.isPresent() ? first : check;
    }
    if (given.contains("sql") && fields.get("name").isEmpty()) {
      spot.problems()
          .add(
              "missing-field",
              Paths.child(spot.path(), "name"),
              "is missing.",
              "Say in a few words what the query must not find; shown with each result.");
    }
    return first;
  }

  private Optional<CheckDefinition> check(String kind, String on, Spot spot, CheckTerms terms) {
    return switch (kind) {
      case "not_null" ->
          Optional.of(new CheckDefinition.NotNull(on, reading.columns(spot, 1), terms));
      case "unique" -> Optional.of(new CheckDefinition.Unique(on, reading.columns(spot, 1), terms));
      case "accepted_values" ->
          Optional.of(new CheckDefinition.AcceptedValues(on, rules.accepted(spot), terms));
      case "range" -> Optional.of(new CheckDefinition.Range(on, rules.range(spot), terms));
      case "relationships" -> relationships(on, spot, terms);
      case "rows" -> Optional.of(rows(on, spot, terms));
      case "freshness" -> freshness(on, spot, terms);
      default -> Optional.of(sql(on, spot, terms));
    };
  }

  /** A text that names an output or a model. */
  private String named(Spot.Fields fields, String field) {
    String name = fields.text(field, "a text that names an output or a model");
    fields
        .get(field)
        .filter(spot -> !name.isEmpty())
        .ifPresent(spot -> reading.references().checked(name, spot.path()));
    return name;
  }

  private Optional<CheckDefinition> relationships(String on, Spot spot, CheckTerms terms) {
    Spot.Fields fields = spot.fields(Shape.RELATIONSHIPS);
    List<String> columns =
        fields.get("columns").map(list -> reading.columns(list, 1)).orElseGet(List::of);
    String to = named(fields, "to");
    Optional<Spot> given = fields.get("key");
    List<String> key = given.map(list -> reading.columns(list, 1)).orElse(columns);
    if (key.size() != columns.size()) {
      if (!key.isEmpty() && !columns.isEmpty() && given.isPresent()) {
        given
            .get()
            .problem(
                "bad-key",
                "has %d columns, and `columns` has %d; each is compared with one."
                    .formatted(key.size(), columns.size()),
                "");
      }
      return Optional.empty();
    }
    return Optional.of(new CheckDefinition.Relationships(on, columns, to, key, terms));
  }

  private static CheckDefinition rows(String on, Spot spot, CheckTerms terms) {
    Spot.Fields fields = spot.fields(Shape.ROWS);
    OptionalLong min = fields.get("min").map(Spot::count).orElse(OptionalLong.empty());
    OptionalLong max = fields.get("max").map(Spot::count).orElse(OptionalLong.empty());
    Optional<BigDecimal> minChange = fields.get("min_change").flatMap(CheckReader::change);
    Optional<BigDecimal> maxChange = fields.get("max_change").flatMap(CheckReader::change);
    if (spot.node().isObject()
        && Shape.ROWS.names().stream().allMatch(name -> fields.get(name).isEmpty())) {
      spot.problem(
          "missing-field",
          "has no bound; expected one or more of " + Spot.list(Shape.ROWS.names()) + ".",
          "");
    }
    if (min.isPresent() && max.isPresent() && min.getAsLong() > max.getAsLong()) {
      spot.problem(
          "bad-bounds",
          "min (" + min.getAsLong() + ") is more than max (" + max.getAsLong() + ").",
          "");
    }
    if (minChange.isPresent()
        && maxChange.isPresent()
        && minChange.get().compareTo(maxChange.get()) > 0) {
      spot.problem("bad-bounds", "min_change is more than max_change.", "");
    }
    return new CheckDefinition.Rows(on, min, max, minChange, maxChange, terms);
  }

  private static Optional<BigDecimal> change(Spot spot) {
    String text = spot.node().isTextual() ? spot.node().textValue() : "";
    if (CHANGE.matcher(text).matches()) {
      BigDecimal change = new BigDecimal(text.substring(0, text.length() - 1));
      if (change.compareTo(NOTHING_LEFT) >= 0) {
        return Optional.of(change.stripTrailingZeros());
      }
    }
    spot.problem(
        "bad-change",
        "is not a change in percent, `-100%` or more.",
        "Write for example `-20%` or `50%`.");
    return Optional.empty();
  }

  private static Optional<CheckDefinition> freshness(String on, Spot spot, CheckTerms terms) {
    Spot.Fields fields = spot.fields(Shape.FRESHNESS);
    String column = fields.text("column", "a text that names a column");
    return fields
        .get("max_age")
        .flatMap(CheckReader::age)
        .map(age -> new CheckDefinition.Freshness(on, column, age, terms));
  }

  private static Optional<Duration> age(Spot spot) {
    Matcher age = AGE.matcher(spot.node().isTextual() ? spot.node().textValue() : "");
    if (!age.matches()) {
      spot.problem(
          "bad-age",
          "is not an age: a whole number and one of `s`, `m`, `h`, `d`.",
          "Write for example `36h` or `2d`.");
      return Optional.empty();
    }
    long number = Long.parseLong(age.group(1));
    return Optional.of(
        switch (age.group(2)) {
          case "s" -> Duration.ofSeconds(number);
          case "m" -> Duration.ofMinutes(number);
          case "h" -> Duration.ofHours(number);
          default -> Duration.ofDays(number);
        });
  }

  /** An age as an author writes it, in the largest unit that needs no fraction. */
  static String words(Duration age) {
    long seconds = age.toSeconds();
    if (seconds % 86_400 == 0) {
      return seconds / 86_400 + "d";
    }
    if (seconds % 3_600 == 0) {
      return seconds / 3_600 + "h";
    }
    return seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
  }

  private CheckDefinition sql(String on, Spot spot, CheckTerms terms) {
    String sql = SelectReader.read(reading, spot, "a check");
    SelectReader.references(sql, spot.path(), reading.problems())
        .forEach(name -> reading.references().mentioned(name, spot.path()));
    return new CheckDefinition.Sql(on, sql, terms);
  }
}
